"""Bare Scrapy: fetch a list page and every page that it links, keep nothing."""

import sys

import scrapy
from scrapy.crawler import AsyncCrawlerProcess


class Bare(scrapy.Spider):
    """Follow every link of one page."""

    name = "bare"

    async def start(self):
        yield scrapy.Request(sys.argv[1])

    def parse(self, response):
        for href in response.css("a::attr(href)").getall():
            yield response.follow(href, self.parse_page)

    def parse_page(self, response):
        return None


process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False})
process.crawl(Bare)
process.start()
