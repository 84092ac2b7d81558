"""A wire to a server that can be cut: nothing goes through any more, and no connection is closed."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection

from sqlalchemy import make_url


class Wire:
    """The near end of a wire."""

    def __init__(self, port: int, control: Connection) -> None:
        self._port, self._control = port, control

    def through(self, store: str) -> str:
        """Return the address of a store through the wire."""
        return make_url(store).set(host="127.0.0.1", port=self._port).render_as_string(hide_password=False)

    def cut(self, cut: bool = True) -> None:
        """Cut the wire, or join it again: what was sent meanwhile arrives late."""
        self._control.send(cut)
        self._control.recv()


@contextmanager
def wire_to(server: str) -> Iterator[Wire]:
    """Lay a wire to a server by its URL, in another process."""
    ours, theirs = multiprocessing.Pipe()
    url = make_url(server)
    arguments = (url.host or "127.0.0.1", url.port or 5432, theirs)
    process = multiprocessing.get_context("fork").Process(target=_lay, args=arguments, daemon=True)
    process.start()
    try:
        yield Wire(ours.recv(), ours)
    finally:
        process.kill()
        process.join()


def _lay(host: str, port: int, control: Connection) -> None:
    asyncio.run(_carry(host, port, control))


async def _carry(host: str, port: int, control: Connection) -> None:
    whole = asyncio.Event()
    whole.set()

    async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65536):
                await whole.wait()
                target.write(data)
                await target.drain()
        target.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await whole.wait()
        far = await asyncio.open_connection(host, port)
        await asyncio.gather(pump(reader, far[1]), pump(far[0], writer))

    def obey() -> None:
        whole.clear() if control.recv() else whole.set()
        control.send(True)

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    control.send(server.sockets[0].getsockname()[1])
    asyncio.get_running_loop().add_reader(control.fileno(), obey)
    await asyncio.Event().wait()
