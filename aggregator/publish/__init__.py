"""Delivery of a written edition to its channels, each exactly once."""
