"""Explanations: what was read from a page, why a story has its credit and its event, what an edition left out."""
