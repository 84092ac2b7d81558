"""The guide to a newsletter of one's own: its files and commands, as the page has them, on a site on loopback."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aggregator.registry.editions import load_edition_plan
from aggregator.registry.files import layers_of
from tests.commands import forked
from tests.paths import ROOT
from tests.spiders.conftest import Site, site

__all__ = ["site"]
PAGE = (ROOT / "docs" / "own-newsletter.md").read_text("utf-8")
FILE = r"```toml (?P<file>\S+)\n(?P<text>[^`]*)```"
STEP = re.compile(rf"{FILE}|^    (?P<command>(?:aggregator|cd) .*)$", re.MULTILINE)
STORIES = {
    "/news/1.html": (
        "Island ferry line adds four night crossings",
        "The island ferry line will add four night crossings a week from December, the company said on Friday. The "
        "ferry carries 320 passengers and 80 cars. Tickets for the night crossings cost 24 pounds and go on sale on "
        "Monday morning at all three terminals of the line.",
    ),
    "/news/2.html": (
        "Herring catch grows by 12 percent in the north",
        "Boats in the north landed 4,100 tonnes of herring in October, 12 percent more than a year ago, the fisheries "
        "office reported. The herring catch was the largest since 2018. The office will decide on the quota for the "
        "next season in January after talks with the crews.",
    ),
    "/stories/3": (
        "Freighter with 900 containers runs aground off Blackrock",
        "A freighter with 900 containers on board ran aground off Blackrock early on Friday, the coast guard said. "
        "Nobody of the crew of 19 was hurt. Two tugs will try to pull the freighter free at the next high tide, and "
        "the channel stays closed for larger ships until then.",
    ),
    "/stories/4": (
        "Trawler crews vote for a new pay deal",
        "Crews of 43 trawlers voted for a new pay deal on Thursday, their union announced. The deal raises the basic "
        "share of a trawler hand by 8 percent and sets a limit of 14 hours for a working day. It holds for two years "
        "from the first of January.",
    ),
}  # fmt: skip


def put_stories(site: Site) -> None:
    """Publish the stories within the window of today's edition: the feed of the one outlet, the list of the other."""
    zone = ZoneInfo("Europe/London")
    now = datetime.now(zone)
    at = min(now, datetime.combine(now.date(), time(18), zone)) - timedelta(hours=1)
    for path, (title, text) in STORIES.items():
        stamp = f'<meta property="article:published_time" content="{at.isoformat(timespec="seconds")}">'
        paragraphs = "".join(f"<p>{part.strip()}.</p>" for part in re.split(r"\.(?=\s|$)", text) if part.strip())
        body = f"<article><h1>{title}</h1><div class='content'>{paragraphs}</div></article>"
        site.put(path, f"<html lang=en><head><title>{title}</title>{stamp}</head><body>{body}</body></html>")
    items = "".join(
        f"<item><title>{STORIES[path][0]}</title><link>{site.base}{path}</link>"
        f"<pubDate>{at.astimezone(UTC):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for path in STORIES
        if path.startswith("/news")
    )
    site.put("/feed.xml", f'<rss version="2.0"><channel><title>The Quay</title>{items}</channel></rss>')
    links = "".join(f'<li><a href="{path}">{STORIES[path][0]}</a></li>' for path in STORIES if "stories" in path)
    site.put("/latest", f"<html><body><ul>{links}</ul></body></html>")


def test_the_ten_steps_make_a_newsletter(tmp_path: Path, site: Site) -> None:
    port = site.base.rpartition(":")[2]
    pier = f"localhost:{port}"
    put_stories(site)
    page = PAGE.replace("https://quay.example", site.base).replace("https://pier.example", f"http://{pier}")
    page = page.replace("quay.example", "127.0.0.1").replace("pier.example", "localhost")
    page = page.replace('zone = "Europe/London"\nstory', 'politeness = { delay = 0 }\nzone = "Europe/London"\nstory')
    folder, said = tmp_path, ""
    for step in STEP.finditer(page):
        if step["file"]:
            (folder / step["file"]).write_text(step["text"], "utf-8")
            continue
        program, *words = shlex.split(step["command"])
        if program == "cd":
            folder = folder / words[0]
            continue
        done = forked(*words, cwd=folder)
        said += done.stdout
        assert done.returncode == 0, f"{step['command']}\n{done.stdout}\n{done.stderr}"
    (digest,) = folder.glob("out/*-harbour/digest.txt")
    text = digest.read_text("utf-8")
    assert text.startswith("Harbour Daily")
    assert text.index("Ships") < text.index("Fish")
    for title, _ in STORIES.values():
        assert title in text
    assert "(The Quay)" in text
    assert "(Pier News)" in text
    assert "all good" in said
    assert load_edition_plan(layers_of(desk=folder), "week").review == "week"
    assert len(re.findall(r"^\*\*\d+\.\*\*", PAGE, re.MULTILINE)) == 10


def test_init_makes_a_desk_that_loads_and_overwrites_nothing(tmp_path: Path) -> None:
    made = forked("init", "desk", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    desk = tmp_path / "desk"
    names = sorted(path.relative_to(desk).as_posix() for path in desk.rglob("*") if path.is_file())
    assert names == [
        "cautions.toml", "channels.toml", "editions/README.md", "language.toml", "newsdesk.toml", "outlets/README.md",
        "overrides.toml", "sections.toml", "sources.toml",
    ]  # fmt: skip
    assert made.stdout.count("made ") == len(names)
    assert forked("outlets", "check", cwd=desk).returncode == 0
    (desk / "sources.toml").write_text("# mine\n", "utf-8")
    (desk / "language.toml").unlink()
    again = forked("init", "desk", cwd=tmp_path)
    assert (again.returncode, again.stdout.count("there "), again.stdout.count("made ")) == (0, len(names) - 1, 1)
    assert (desk / "sources.toml").read_text("utf-8") == "# mine\n"
