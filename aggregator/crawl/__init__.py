"""Crawls of outlets: many small crawlers in one process, each with its own report."""
