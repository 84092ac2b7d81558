"""The vocabulary, the store, and the making of the digest."""

NAME = "newsdesk-digest"
USER_AGENT = f"{NAME}/0.1 (+mailto:operator@example.org)"
"""Sent to sites and receivers. Put your own contact here before you crawl the web."""
