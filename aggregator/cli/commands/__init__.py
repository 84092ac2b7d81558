"""The commands with their options, a module for each kind; here is what the help says of them, without their imports.

The help of the program imports none of the modules, and a command only its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Command(NamedTuple):
    """A command, before it is imported."""

    module: str
    """The module beside this one that has the function of the command, named like it: `outlets_list`."""
    help: str
    """The first paragraph is the summary that the help of its group shows."""
    example: str


COMMANDS: Mapping[str, Command] = {
    "run": Command(
        "runs",
        "Crawl, assemble, lint, write and publish an edition.",
        "aggregator run --edition evening --record archive/",
    ),
    "crawl": Command(
        "runs",
        "Collect stories into the store.",
        "aggregator crawl --outlet hexun --outlet jiemian",
    ),
    "digest": Command(
        "runs",
        "Assemble, lint, write and publish an edition from the stored stories.",
        "aggregator digest --edition evening --date yesterday",
    ),
    "correct": Command(
        "amend",
        "Correct an entry of a printed edition; it is marked, and the channels get the revision.",
        'aggregator correct 2026-11-20-evening 3 --headline "…" --reason "金额有误"',
    ),
    "replace": Command(
        "amend",
        "Write an entry of a printed edition from another story; it is marked, and the channels get the revision.",
        'aggregator replace 2026-11-20-evening 3 --with https://www.example.cn/a/2.html --reason "误引旧稿"',
    ),
    "withdraw": Command(
        "amend",
        "Take back an entry of a printed edition: its headline, a mark and the reason stay.",
        'aggregator withdraw 2026-11-20-evening 3 --reason "消息不实" --mail',
    ),
    "publish": Command(
        "publish",
        "Deliver the editions that are due to their channels.",
        "aggregator publish --list",
    ),
    "demo": Command(
        "runs",
        "Run the evening edition of an invented day from the recorded crawl that ships with the program.",
        "aggregator demo --out /tmp/demo",
    ),
    "export": Command(
        "inspection",
        "Export a table for analysis; without table and format, the stories as one JSON object per line.",
        "aggregator export --to stories.jsonl --since yesterday",
    ),
    "explain": Command(
        "inspection",
        "Explain a story's credit, or what an edition contains and why stories were left out.",
        "aggregator explain --edition evening --date yesterday",
    ),
    "inspect": Command(
        "inspection",
        "Serve a snapshot of the store as web pages on this machine: tables, facets, queries; needs datasette.",
        "aggregator inspect --since 2026-11-01",
    ),
    "mcp": Command(
        "inspection",
        "Answer an assistant's questions about the store over stdio (Model Context Protocol), read-only; needs mcp.",
        "aggregator mcp --store sqlite:///out/aggregator.db",
    ),
    "links": Command(
        "inspection",
        "List the links without a story: those that a later run asks for again, or those given up.",
        "aggregator links --outlet hexun --given-up",
    ),
    "health": Command(
        "inspection",
        "Show how each outlet did: reached, read, stored, by which rules, when last, and what it alone has.",
        "aggregator health --outlet hexun",
    ),
    "stats": Command(
        "inspection",
        "Count each outlet's stories: copies, filled fields over the runs, events that it alone has or had first.",
        "aggregator stats --since 2026-11-01",
    ),
    "audit": Command(
        "inspection",
        "Ask an editor about the closest decisions of an edition, or count the answers.\n\n"
        "The questions are a CSV file: the best that was left out, the least that was taken in, the least sure "
        "credits. The editor writes yes or no into the last column; yes means that the program was right.",
        "aggregator audit 2026-11-20-evening --to audit.csv",
    ),
    "alarms": Command(
        "operation",
        "List the open alarms, or judge and send them.",
        "aggregator alarms --check",
    ),
    "doctor": Command(
        "operation",
        "Look at all that a run needs: versions, contact, registry, zones, channels, folders, store; "
        "exit 1 on a fault.",
        "aggregator doctor",
    ),
    "gc": Command(
        "operation",
        "Delete what no edition needs: old links without a story, refusals, sent documents, machine texts, recordings.",
        "aggregator gc --days 400",
    ),
    "init": Command(
        "operation",
        "Make a desk: a configuration and files for your own outlets, sources, sections, editions; overwrite nothing.",
        "aggregator init desk",
    ),
    "worker": Command(
        "cluster",
        "Do jobs of a store on PostgreSQL, beside other workers, until a signal or a drain ends it.",
        "aggregator worker --queues crawl --concurrency 8",
    ),
    "outlets list": Command(
        "outlets",
        "List the outlets: id, names, entry points, and how certain each entry point is.",
        "aggregator outlets list",
    ),
    "outlets check": Command(
        "outlets",
        "Check seed files and sample pages offline; exit 1 naming file, key and reason of each fault.",
        "aggregator outlets check hexun",
    ),
    "outlets test": Command(
        "outlets",
        "Fetch pages; show each field read with the rule that found it, the credit, and selectors that find nothing.",
        "aggregator outlets test hexun --list --url http://tech.hexun.com/2026-11-20/1.html",
    ),
    "outlets promote": Command(
        "outlets",
        "Keep one page as a sample, with what is read from it now, for you to correct.\n\n"
        "It is the one that an alarm kept beside the store; else it is fetched.",
        "aggregator outlets promote hexun --url http://tech.hexun.com/a/1.html --samples own/",
    ),
    "outlets new": Command(
        "outlets",
        "Fetch a story's page, and a feed or list if given; print a registry file to review line by line.",
        "aggregator outlets new https://example.cn/a/1.html --feed https://example.cn/rss.xml --to outlets",
    ),
    "sources list": Command(
        "sources",
        "List the sources: id, names, kind, group.",
        "aggregator sources list --kind agency",
    ),
    "sources show": Command(
        "sources",
        "Show which source a label credits and why, read as a story's label would be.",
        "aggregator sources show 新华社",
    ),
    "sources check": Command(
        "sources",
        "Check the source registry; exit 1 naming file, key and reason of each fault.",
        "aggregator sources check",
    ),
    "sources unknown": Command(
        "sources",
        "List labels of stored stories that the registry does not know, most frequent first.",
        "aggregator sources unknown --toml",
    ),
    "schedule print": Command(
        "schedule",
        "Print what starts each edition at its hour; the options of `run` that are given here are in it.",
        "aggregator schedule print --for systemd --to units/",
    ),
    "schedule run": Command(
        "schedule",
        "Make each edition at its hour, and deliver, until a signal ends this; for containers.",
        "aggregator schedule run --edition evening",
    ),
    "cluster status": Command(
        "cluster",
        "Show the workers, their queues, jobs that are late, and who has which outlet; exit 1 if no worker lives.",
        "aggregator cluster status --json",
    ),
    "cluster drain": Command(
        "cluster",
        "Let workers end once their jobs are done, and wait for them; exit 3 if some are still there.",
        "aggregator cluster drain",
    ),
    "config show": Command(
        "config",
        "Show every key of the configuration: its value, and where that is from.",
        "aggregator config show",
    ),
    "overrides diff": Command(
        "overrides",
        "Show what the manual overrides change in an edition, with their reasons; write nothing.",
        "aggregator overrides diff --edition evening --date 2026-11-20",
    ),
    "site build": Command(
        "site",
        "Build a static site of editions, events, outlets and sources, with the evidence of each credit.\n\n"
        "Open index.html in a browser, from the disk or from any web server. Nothing is loaded from elsewhere.",
        "aggregator site build --to archive/ --since 2026-11-01",
    ),
    "db upgrade": Command(
        "db",
        "Migrate the store to this program's schema, as the next run would; make it if there is none.",
        "aggregator db upgrade",
    ),
    "db check": Command(
        "db",
        "Check the whole store for damage; exit 1 and list the faults if there is any.",
        "aggregator db check",
    ),
    "db backup": Command(
        "db",
        "Write the store as it is now into one SQLite file; a run may be on meanwhile.",
        "aggregator db backup backups/",
    ),
    "db restore": Command(
        "db",
        "Put a backup into the store, on SQLite or PostgreSQL; a store that holds anything is not touched.",
        "aggregator db restore backups/2026-11-20.db",
    ),
    "db copy": Command(
        "db",
        "Copy a store into an empty one, from SQLite to PostgreSQL say, and compare each row; FROM stays as it is.",
        "aggregator db copy sqlite:///out/aggregator.db postgresql://newsdesk@localhost/newsdesk",
    ),
}
"""By their words, in the order of the help."""

GROUPS: Mapping[str, str] = {
    "outlets": "Inspect, check and extend the outlet registry.",
    "sources": "Inspect and check the source registry, and find labels it lacks.",
    "schedule": "Let editions be made at their hours, by a system's timer or by this program.",
    "cluster": "Look at the workers on a store, or let them end.",
    "config": "Look at the configuration.",
    "overrides": "Look at the manual overrides.",
    "site": "Build the analyst's site: what was collected, credited and printed, as pages.",
    "db": "Bring the store up to date, check it, back it up, restore it, copy it.",
}
"""The help of each group."""
