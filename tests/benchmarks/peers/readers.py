"""Pages read by other programs, for the scorer of the evaluation sets; imported in their environment, not in ours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

NOWHERE = "https://page.invalid/1.html"


def _decoded(html: bytes) -> str:
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        return html.decode("gb18030", "replace")


def _minute(moment: datetime | str | None) -> str | None:
    return moment.strftime("%Y-%m-%d %H:%M") if isinstance(moment, datetime) else moment


def trafilatura(html: bytes, url: str) -> dict[str, Any]:
    """Read a page as Scrapy with trafilatura would."""
    from trafilatura import bare_extraction

    found = bare_extraction(html, url=url or None, with_metadata=True, include_comments=False)
    if found is None:
        return {}
    return {
        "title": found.title, "published": found.date, "author": found.author, "source": found.sitename,
        "text": found.text,
    }  # fmt: skip


def newspaper4k(html: bytes, url: str) -> dict[str, Any]:
    """Read a page by newspaper4k."""
    from newspaper import Article

    text = _decoded(html)
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in text) > len(text) / 100
    article = Article(url or NOWHERE, language="zh" if chinese else "en")
    article.download(input_html=text)
    article.parse()
    return {
        "title": article.title, "published": _minute(article.publish_date), "author": article.authors,
        "source": article.meta_site_name, "text": article.text,
    }  # fmt: skip


def news_please(html: bytes, url: str) -> dict[str, Any]:
    """Read a page by news-please."""
    from newsplease import NewsPlease

    found = NewsPlease.from_html(_decoded(html), url=url or NOWHERE)
    return {
        "title": found.title, "published": _minute(found.date_publish), "author": found.authors,
        "source": found.source_domain, "text": found.maintext,
    }  # fmt: skip
