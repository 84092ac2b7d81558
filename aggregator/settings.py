"""The way in: which spiders, which pipelines, in what order. Scrapy's settings module.

`scrapy crawl hexun -O items.jsonl` works on these alone, with a store in memory, so that a look at an outlet
leaves no trace; `-s AGGREGATOR_STORE=sqlite:///out/aggregator.db` uses a lasting one.
"""

from __future__ import annotations

BOT_NAME = "newsdesk-digest"
USER_AGENT = "newsdesk-digest/0.1 (+mailto:operator@example.org)"

SPIDER_LOADER_CLASS = "spiders.loader.OutletLoader"
SPIDER_MODULES = ["spiders"]

ITEM_PIPELINES = {
    "pipelines.validate.Validate": 100,
    "pipelines.normalize.Normalize": 200,
    "pipelines.attribute.Attribute": 300,
    "pipelines.deduplicate.Deduplicate": 400,
    "pipelines.classify.Classify": 500,
    "pipelines.store.Keep": 600,
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "spiders.hosts.OwnHosts": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "spiders.robots.RememberedRobots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "spiders.retry.PatientRetry": 550,
    "spiders.downloads.FetchTime": 950,
}

# What a crawl of known addresses has no use for costs CPU on every page.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
METAREFRESH_ENABLED = False

# No reactor: asyncio alone, so that several crawls can follow each other in one process.
TWISTED_REACTOR_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "spiders.downloads.WebHandler",
    "https": "spiders.downloads.WebHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# Scrapy's defaults are no security posture; these are ours.
ROBOTSTXT_OBEY = True
DOWNLOAD_VERIFY_CERTIFICATES = True
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
COOKIES_ENABLED = False
REDIRECT_MAX_TIMES = 5

# One connection a host; delay, timeout and size come from each outlet's politeness.
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the run's report says it
MAX_RETRY_AFTER = 120.0
"""Seconds: a longer `Retry-After` ends the outlet for this run."""

CONCURRENT_ITEMS = 1
"""Our pipelines do not wait for anything; Scrapy starts this many tasks for every page, used or not."""

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # it parses each callback's source anew; mypy sees the same fault

AGGREGATOR_STORE = "sqlite://"
AGGREGATOR_SEEDS = None
"""Folder of the registry; None: the one that ships with the program."""
AGGREGATOR_MAX_ATTEMPTS = 4
"""A link that failed this often is not tried again."""
AGGREGATOR_INSPECTOR = "spiders.inspect"
"""What `aggregator outlets check`, `new` and `test` look at pages with (`aggregator.inspection.page.Inspector`)."""
