"""Scrapy settings: polite by default.

Every one of them can be overridden for a run with ``-s NAME=VALUE``; the tests and the demo do so to crawl
loopback replicas faster than one may crawl a portal.
"""

import os
from importlib.metadata import version

from archive.bodies import MAX_BODY

VERSION = version("gongkai")
CONTACT = os.environ.get("GONGKAI_CONTACT", "no contact given; set GONGKAI_CONTACT")
ARCHIVE = os.environ.get("GONGKAI_ARCHIVE", "gongkai.db")

BOT_NAME = "gongkai"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"

# Who we are, and how somebody who minds can reach the operator.
USER_AGENT = f"gongkai/{VERSION} (+https://github.com/gongkai/gongkai; {CONTACT})"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# One polite request at a time.
ROBOTSTXT_OBEY = True
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.fetching.robots.RobotsTxt": 100,  # Scrapy's place for its own
}
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False

# Little is under way at any time, so little is fetched twice when the process is killed: one page on the
# wire, one waiting for its turn, and three or so being read (bytes).
CONCURRENT_REQUESTS = 2
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 100_000

# After an answer of a bot wall the host is left alone for so many seconds; after so many of them running,
# until the next crawl.
WALL_DELAY = 10.0
WALL_LIMIT = 5

# First failures are often transient: a slow second try reached nearly all of 900 portals that a first missed.
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = MAX_BODY
DOWNLOAD_WARNSIZE = 0

# What was fetched is kept as it came: redirects are pages of the frontier, bodies are in the archive alone.
METAREFRESH_ENABLED = False
HTTPCACHE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

SCHEDULER = "crawler.fetching.scheduler.FrontierScheduler"
EXTENSIONS = {"crawler.fetching.run.CrawlRun": 0, "crawler.fetching.recording.Recording": 0}

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DOWNLOAD_HANDLERS = {
    "http": "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler",
    "https": "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler",
}
PLAYWRIGHT_BROWSER_PROVIDER = "crawler.fetching.browser.ChromiumWhenNeeded"
PLAYWRIGHT_ABORT_REQUEST = "crawler.fetching.browser.left_out"
PLAYWRIGHT_BROWSER_TYPE = "chromium"
PLAYWRIGHT_MAX_CONTEXTS = 1
PLAYWRIGHT_MAX_PAGES_PER_CONTEXT = 1
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 60_000

LOG_LEVEL = "INFO"
