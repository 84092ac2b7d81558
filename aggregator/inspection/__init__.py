"""Explanations: what the program read on a page, why a story is credited as it is, what an edition left out."""
