"""The newsroom in Datasette: tables, facets, queries, read-only and for this machine alone."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aggregator import NAME
from aggregator.errors import UsageError, in_a_line
from aggregator.exports.table import Table
from aggregator.exports.tables import TABLES
from aggregator.exports.views import VIEWS
from aggregator.inspection.newsroom import FACETS, Newsroom, time_of
from aggregator.inspection.questions import QUESTIONS

try:
    import uvicorn
    from datasette.app import Datasette
    from datasette.plugins import pm
except ImportError as error:
    raise UsageError("inspect needs datasette; pip install datasette") from error

# Where Rich is installed, it would print each error in a visitor's query with all variables; the page says it.
pm.get_plugin("datasette.handle_exception").rich = None

HOST = "127.0.0.1"
_STYLE = Path(__file__).with_name("browser_style")
_SETTINGS = {
    "allow_download": False,
    "default_page_size": 50,
    "facet_time_limit_ms": 1000,
    "sql_time_limit_ms": 5000,
    "suggest_facets": False,
    "truncate_cells_html": 200,
}
_Message = dict[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]


def listen(port: int) -> socket.socket:
    """Return a socket that listens on loopback, at any free port for 0; raise `UsageError` if it is taken."""
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise UsageError(f"inspect: --port {port}: {in_a_line(error.strerror)}") from error


def serve(newsroom: Newsroom, listener: socket.socket) -> None:
    """Serve a newsroom until a signal comes."""
    pages = Datasette(
        immutables=[str(newsroom.path)],
        metadata=_metadata(newsroom),
        settings=_SETTINGS,
        static_mounts=[("style", str(_STYLE))],
    )
    config = uvicorn.Config(_guarded(pages.app()), log_config=None, access_log=False, timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listener])


def _guarded(application: _App) -> _App:
    """Refuse to write, and requests under another host's name: a page of the web may let its own name lead here."""

    async def answer(scope: _Message, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
        elif _host(scope) not in {HOST, "localhost"}:
            await _refuse(send, 403)
        elif scope["method"] not in {"GET", "HEAD"}:
            await _refuse(send, 405)
        else:
            await application(scope, receive, send)

    return answer


async def _refuse(send: _Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


def _host(scope: _Message) -> str:
    named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return str(named.rpartition(":")[0] or named)


def _metadata(newsroom: Newsroom) -> dict[str, Any]:
    tables = {table.name: _table(table) for table in TABLES.values()}
    views = {view.name: {"title": f"{view.name} (view)", "description": view.doc} for view in VIEWS}
    queries = {each.name: {"title": each.title, "sql": each.sql} for each in QUESTIONS}
    return {
        "title": NAME,
        "description": f"The store as it was at {newsroom.at:%Y-%m-%d %H:%M} UTC. To see what came since, start again.",
        "extra_css_urls": ["/style/inspect.css"],
        "databases": {newsroom.path.stem: {"tables": tables | views, "queries": queries}},
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "description": table.doc,
        "columns": {column.name: column.doc.replace("`", "") for column in table.columns},
        "facets": [*FACETS[table.name]],
        "sort_desc": time_of(table),
    }
