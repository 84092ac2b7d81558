"""Feeds, list pages, JSON lists and sitemaps: bytes to links."""
