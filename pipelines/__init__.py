"""One stage per file, in the order they run: validate, normalize, attribute, deduplicate, classify, store."""
