"""The site in Chromium, from the disk: clicks from the front page, the search, keys, a phone, axe-core."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import KEY

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no `chromium` on the PATH (Debian: apt install chromium)")

KINDS = (
    "index.html", f"editions/{KEY}.html", "events.html", "events/66cd23e00d94efb3.html", "outlets.html",
    "outlets/jiemian.html", "sources.html", "sources/jiemian.html", "search.html?q=jiemian",
)  # fmt: skip
"""A page of each kind but the versions of a text, whose id the day decides."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A tab of a desktop. A message in its console, an error, or a request for anything but the disk fails the test."""
    noticed = list[str]()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda message: noticed.append(message.text))
    page.on("pageerror", lambda error: noticed.append(str(error)))
    page.on("request", lambda request: noticed.extend([] if _is_local(request.url) else [request.url]))
    page.on("requestfailed", lambda request: noticed.append(f"failed: {request.url}"))
    yield page
    page.close()
    assert noticed == []


def _is_local(url: str) -> bool:
    return url.startswith(("file:", "data:"))


def test_clicks_lead_from_the_front_page_to_entry_event_evidence_and_health(tab: Any, site: Path) -> None:
    tab.goto((site / "index.html").as_uri())
    tab.click("#newest a")
    entry = tab.locator("#entry-1")
    expect(entry.locator("h3")).to_contain_text("1. Yunhe Market opens")
    entry.locator("a.event").click()
    expect(tab.locator(".side tbody tr.differs")).to_have_count(6)
    tab.go_back()
    tab.locator("#entry-1 a.evidence").click()
    evidence = tab.locator(":target")
    expect(evidence).to_contain_text("own-label, confidence 0.95")
    expect(evidence.locator("q").first).to_have_text("界面新闻")
    tab.locator("main article p a").first.click()
    expect(tab.locator("h1")).to_have_text("Interface News")
    plot = tab.locator("div.plot").first
    expect(plot).to_have_attribute("role", "img")
    bars = [bar.bounding_box()["height"] for bar in plot.locator(".bar rect").all()]
    assert bars[0] == bars[1] > 100  # new links and stored stories
    assert bars[2] == 0
    tab.click("header nav >> text=Sources")
    expect(tab.locator(".bands path").nth(10)).to_be_attached()
    tab.click("tbody th a >> text=Ebrun")
    tab.click("main a >> text=China.com Technology")
    expect(tab).to_have_url(f"{site.as_uri()}/outlets/china-tech.html")


def test_the_search_finds_words_and_leads_to_the_story(tab: Any, site: Path) -> None:
    tab.goto((site / "outlets" / "jiemian.html").as_uri())
    tab.fill("header input", "云禾 县域好物季")
    tab.keyboard.press("Enter")
    expect(tab.locator("#status")).to_have_text("3 found")
    tab.fill("#q", "<img src=x onerror=alert(1)>")
    expect(tab.locator("#status")).to_have_text("Nothing found.")
    tab.fill("#q", "ｙｕｎｈｅ market")
    expect(tab.locator("#results li").first).to_contain_text("Yunhe Market opens")
    tab.click("#results a")
    expect(tab).to_have_url(f"{site.as_uri()}/editions/{KEY}.html#entry-1")


def test_keys_alone_skip_to_the_content_and_open_what_is_folded(tab: Any, site: Path) -> None:
    tab.goto((site / "events" / "66cd23e00d94efb3.html").as_uri())
    tab.keyboard.press("Tab")
    expect(tab.locator(".skip")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("#main")).to_be_focused()
    tab.locator("summary").first.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("details .text").first).to_be_visible()


def every_kind(site: Path) -> list[str]:
    article = next((site / "articles").iterdir())
    return [f"{site.as_uri()}/{page}" for page in (*KINDS, article.relative_to(site))]


def test_a_page_of_every_kind_fits_a_desktop_and_asks_nobody(tab: Any, site: Path) -> None:
    for address in every_kind(site):
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth") == 1280, address
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(253, 252, 250)"


def test_a_page_of_every_kind_fits_a_phone_at_night_and_has_no_fault_for_axe(browser: Any, site: Path) -> None:
    # The policy is off, for axe measures with styles of its making.
    phone = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark", bypass_csp=True)
    for address in every_kind(site):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") == 390, address
        assert phone.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(24, 23, 21)"
        assert faults(phone) == [], address
    phone.emulate_media(color_scheme="light")
    phone.goto(f"{site.as_uri()}/events/66cd23e00d94efb3.html")
    assert faults(phone) == []
    phone.close()


def faults(page: Any) -> list[str]:
    """Return the rules of axe-core that a page breaks, each with a place."""
    found = axe.Axe().run(page, options={"preload": False}).response
    assert len(found["passes"]) > 10
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]
