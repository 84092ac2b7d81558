"""The vocabulary, the store, and the making of the digest."""

NAME = "newsdesk-digest"
USER_AGENT = f"{NAME}/0.1 (+mailto:operator@example.org)"
"""What sites and receivers see. Put a contact of yours here before you crawl the web."""
