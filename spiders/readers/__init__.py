"""Pure functions from bytes to values: feeds, lists, APIs, sitemaps, pages. No Scrapy here."""
