"""Data only: what to crawl and what to call it."""
