"""Feeds, list pages, JSON lists and sitemaps: documents to links."""
