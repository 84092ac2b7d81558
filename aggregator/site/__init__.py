"""A static site for the analyst: editions, events, articles, outlets and sources, as pages that open from a disk."""
