"""The house's form of an entry: datelines, headlines, highlights, paragraphs, and the words that none may hold."""
