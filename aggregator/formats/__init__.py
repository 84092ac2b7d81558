"""The formats of a digest, by name: each a pure function from a `Digest` to text."""
