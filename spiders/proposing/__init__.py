"""Propose an outlet's file for the registry from a story's page and a feed."""
