"""The vocabulary, the store, and the making of the digest."""
