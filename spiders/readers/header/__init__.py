"""The header of a story: byline, labels, dates, source."""
