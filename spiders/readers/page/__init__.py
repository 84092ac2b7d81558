"""Story pages: bytes to a title, a body and their paragraphs."""
