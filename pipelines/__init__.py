"""One stage per file, in the order they run: trim, validate, normalize, attribute, deduplicate, classify, store."""
