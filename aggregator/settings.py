"""Scrapy's settings module, and the way in: which spiders, which pipelines, in what order.

`scrapy crawl hexun -O items.jsonl` works on these alone, with a store in memory, so that it leaves no trace;
`-s AGGREGATOR_STORE=sqlite:///out/aggregator.db` uses a permanent one.
"""

from __future__ import annotations

import aggregator
from aggregator import PIPELINES, SPIDERS

BOT_NAME = aggregator.NAME
USER_AGENT = aggregator.PRODUCT
"""With the contact behind it once the configuration has one."""

SPIDER_LOADER_CLASS = f"{SPIDERS}.loader.OutletLoader"
SPIDER_MODULES = [SPIDERS]

ITEM_PIPELINES = {
    f"{PIPELINES}.trim.Trim": 50,
    f"{PIPELINES}.validate.Validate": 100,
    f"{PIPELINES}.normalize.Normalize": 200,
    f"{PIPELINES}.attribute.Attribute": 300,
    f"{PIPELINES}.deduplicate.Deduplicate": 400,
    f"{PIPELINES}.classify.Classify": 500,
    f"{PIPELINES}.store.Keep": 600,
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    f"{SPIDERS}.hosts.OwnHosts": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    f"{SPIDERS}.robots.RememberedRobots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    f"{SPIDERS}.retry.Retry": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    f"{SPIDERS}.answers.Decompression": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    f"{SPIDERS}.answers.Redirects": 600,
    f"{SPIDERS}.downloads.FetchTime": 950,
}

# A crawl of known addresses does not need these, and each costs CPU on every page.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
METAREFRESH_ENABLED = False

# Without a reactor, on asyncio alone, one process can run several crawls in turn.
TWISTED_REACTOR_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": f"{SPIDERS}.downloads.WebHandler",
    "https": f"{SPIDERS}.downloads.WebHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# Scrapy's defaults are permissive; these are safe.
ROBOTSTXT_OBEY = True
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = False  # `spiders.downloads` decides, by what arrived
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
COOKIES_ENABLED = False  # but those that come with a redirect, for the run: `spiders.answers.Redirects`
REDIRECT_MAX_TIMES = 5

# One connection a host; the delay, timeout and size limit are each outlet's `[politeness]`.
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # it is in the run's report
FIRST_RETRY_PAUSE = 1.0
"""Seconds before the first retry; each further retry waits twice as long."""

CONCURRENT_ITEMS = 1
"""Our pipelines never wait; Scrapy starts this many tasks for every page, used or not."""

FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {
    "json": f"{SPIDERS}.feeds.Json",
    "jsonlines": f"{SPIDERS}.feeds.JsonLines",
    "jsonl": f"{SPIDERS}.feeds.JsonLines",
    "jl": f"{SPIDERS}.feeds.JsonLines",
    "csv": f"{SPIDERS}.feeds.Csv",
    "xml": f"{SPIDERS}.feeds.Xml",
    "articles": f"{SPIDERS}.feeds.Articles",
}
LOG_LEVEL = "INFO"
WARN_ON_GENERATOR_RETURN_VALUE = False  # it parses each callback's source; mypy finds the same fault

AGGREGATOR_STORE = "sqlite://"
AGGREGATOR_SEEDS = None
"""Registry folder; None: the one that ships with the program."""
AGGREGATOR_REPLAY: list[str] = []
"""Recordings (`aggregator crawl --record`) that answer every request; empty: the web does."""
AGGREGATOR_MAX_ATTEMPTS = 4
"""Failures after which a link is not tried again."""
AGGREGATOR_INSPECTOR = f"{SPIDERS}.inspect"
"""Module with which `outlets check`, `new` and `test` read pages (`aggregator.inspection.page.Inspector`)."""
