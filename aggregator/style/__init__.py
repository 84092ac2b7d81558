"""House style of an entry: dateline, headline, highlight, paragraph, and its lint."""
