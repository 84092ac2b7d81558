"""Groups of commands whose help is whole: no sentence is cut, and each command has an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click.core import Command, Context
    from typer._click.formatting import HelpFormatter

EXAMPLES: Mapping[str, str] = {
    "run": "aggregator run --edition evening --record archive/",
    "crawl": "aggregator crawl --outlet hexun --outlet jiemian",
    "digest": "aggregator digest --edition evening --date yesterday",
    "correct": 'aggregator correct 2026-11-20-evening 3 --headline "…" --reason "金额有误"',
    "replace": 'aggregator replace 2026-11-20-evening 3 --with https://www.example.cn/a/2.html --reason "误引旧稿"',
    "withdraw": 'aggregator withdraw 2026-11-20-evening 3 --reason "消息不实" --mail',
    "publish": "aggregator publish --list",
    "demo": "aggregator demo --out /tmp/demo",
    "export": "aggregator export --to stories.jsonl --since yesterday",
    "explain": "aggregator explain --edition evening --date yesterday",
    "inspect": "aggregator inspect --since 2026-11-01",
    "mcp": "aggregator mcp --store sqlite:///out/aggregator.db",
    "links": "aggregator links --outlet hexun --given-up",
    "health": "aggregator health --outlet hexun",
    "stats": "aggregator stats --since 2026-11-01",
    "audit": "aggregator audit 2026-11-20-evening --to audit.csv",
    "alarms": "aggregator alarms --check",
    "doctor": "aggregator doctor",
    "gc": "aggregator gc --days 400",
    "init": "aggregator init desk",
    "worker": "aggregator worker --queues crawl --concurrency 8",
    "cluster status": "aggregator cluster status --json",
    "cluster drain": "aggregator cluster drain",
    "schedule print": "aggregator schedule print --for systemd --to units/",
    "schedule run": "aggregator schedule run --edition evening",
    "config show": "aggregator config show",
    "outlets list": "aggregator outlets list",
    "outlets check": "aggregator outlets check hexun",
    "outlets test": "aggregator outlets test hexun --list --url http://tech.hexun.com/2026-11-20/1.html",
    "outlets promote": "aggregator outlets promote hexun --url http://tech.hexun.com/a/1.html --samples own/",
    "outlets new": "aggregator outlets new https://example.cn/a/1.html --feed https://example.cn/rss.xml --to outlets",
    "sources list": "aggregator sources list --kind agency",
    "sources show": "aggregator sources show 新华社",
    "sources check": "aggregator sources check",
    "overrides diff": "aggregator overrides diff --edition evening --date 2026-11-20",
    "sources unknown": "aggregator sources unknown --toml",
    "site build": "aggregator site build --to archive/ --since 2026-11-01",
    "db upgrade": "aggregator db upgrade",
    "db check": "aggregator db check",
    "db backup": "aggregator db backup backups/",
    "db copy": "aggregator db copy sqlite:///out/aggregator.db postgresql://newsdesk@localhost/newsdesk",
    "db restore": "aggregator db restore backups/2026-11-20.db",
}
"""By the words of the command."""


class Group(TyperGroup):
    """A group that prints whole sentences, and shows the example of a command under its help."""

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return a command with its example."""
        command = super().get_command(ctx, cmd_name)
        example = EXAMPLES.get(cmd_name if ctx.parent is None else f"{ctx.info_name} {cmd_name}")
        if command and example and not command.epilog:
            command.epilog = f"Example: {example}"
        return command

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write each command with its first paragraph; click would cut that to one line."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, (command.help or "").split("\n\n")[0]) for name, command in commands if command]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def make_group(**texts: Any) -> typer.Typer:
    """Return a group of commands, still empty; `help`: the summary that the help of the program shows."""
    return typer.Typer(no_args_is_help=True, rich_markup_mode=None, cls=Group, pretty_exceptions_enable=False, **texts)
