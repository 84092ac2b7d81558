"""Workers on a store on PostgreSQL: started in forks, killed, stopped and cut off; nothing lost, nothing doubled."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import random
import signal
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from multiprocessing.context import ForkProcess
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from aggregator.cli.logs import Logs
from aggregator.errors import StoreError
from aggregator.models.delivery import DeliveryState, Selection
from aggregator.operation.cluster import read_cluster
from aggregator.runs.request import Request
from aggregator.runs.slots import ASSEMBLE
from aggregator.stopping import raise_on_signals
from aggregator.store import Store, open_store
from aggregator.worker.desk import Pace
from aggregator.worker.orders import QUEUES
from aggregator.worker.serve import WorkerFailed, serve
from tests.commands import begun
from tests.faults.kills import CHANNELS, MADE
from tests.faults.steps import SIDES, Hook, Point, killing
from tests.faults.wire import Wire, wire_to

QUICK = Pace(lease=3.0, heartbeat=0.5, stalled=2.0, poll=0.3, settled=0.1, cron="* * * * * */1")
"""Ten times as quick as workers are; the rules are the same."""
PATIENCE = 300.0
"""Seconds in which an edition must be made on a busy machine, whatever is killed."""


STEPS_OF_WORKERS = (
    "commit",
    "run begins",
    "links discovered",
    "story stored",
    "poll recorded",
    "events assigned",
    "edition in place",
    "digest saved",
    "delivery claimed",
    "delivery sent",
    "delivery ended",
    "run ends",
)
"""Steps at which a worker is killed; commits by the hundred are among any moment."""


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Give the URL of a new database of a server; drop it afterwards."""
    name = f"test_{uuid4().hex}"
    _order(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _order(server, f"DROP DATABASE {name} WITH (FORCE)")


def _order(server: str, statement: str) -> None:
    """Execute a statement on a connection that is not kept: the server may be restarted meanwhile."""
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(statement)


@dataclass(slots=True)
class Desks:
    """A store with workers, all of which write into one folder."""

    store: str
    seeds: Path
    folder: Path
    day: date
    pace: Pace = QUICK
    workers: list[ForkProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "channels.toml").write_text(CHANNELS, "utf-8")

    @property
    def key(self) -> str:
        """The edition of the day."""
        return f"{self.day}-evening"

    @property
    def request(self) -> Request:
        """The request of the workers."""
        channels = self.folder / "channels.toml"
        return Request(store=self.store, out=self.folder / "out", seeds=self.seeds, channels=channels)

    def start(
        self,
        queues: Sequence[str] = QUEUES,
        concurrency: int = 2,
        store: str | None = None,
        hook: Hook | None = None,
        name: str | None = None,
    ) -> ForkProcess:
        """Start a worker in a fork; `store`: another address of the same store; `hook` is called in the fork first."""
        log = self.folder / f"worker-{len(self.workers)}.log"
        arguments = (self, queues, concurrency, store or self.store, log, hook, name)
        process = multiprocessing.get_context("fork").Process(target=_serve, args=arguments)
        process.start()
        self.workers.append(process)
        return process

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """Open the store."""
        with closing(open_store(self.store)) as store:
            yield store

    def is_made(self) -> bool:
        """Whether the edition is made and has arrived."""
        with suppress(StoreError), self.opened() as store:
            made = any(each.key == self.key for each in store.digests.made(datetime.now(UTC) - timedelta(days=3)))
            return made and bool(store.outbox.find(Selection(), [DeliveryState.SENT]))
        return False

    def is_quiet(self) -> bool:
        """Whether nobody has a host or the editions, and no run is open."""
        with self.opened() as store:
            return not read_cluster(store).leases and not store.runs.abandoned()

    def wait(self, reached: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait for something that workers do."""
        deadline = time.monotonic() + patience
        while not reached():
            if time.monotonic() > deadline or not any(worker.is_alive() for worker in self.workers):
                raise AssertionError(f"hung: {self.log()[-3000:]}")
            time.sleep(0.1)

    def end(self) -> list[int | None]:
        """End the workers as their supervisor does; return the exit codes of those that lived."""
        living = [worker for worker in self.workers if worker.is_alive()]
        for worker in living:
            worker.terminate()
        for worker in living:
            worker.join(60)
        return [worker.exitcode for worker in living]

    def kill(self) -> None:
        """Kill all that live."""
        for worker in self.workers:
            if worker.is_alive():
                worker.kill()
                worker.join()

    def log(self) -> str:
        """Return what the workers logged."""
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.glob("worker-*.log")))

    def editions(self) -> dict[str, bytes]:
        """Return the files of the edition, here and at its channel, without the time of its making."""
        found = (path for place in ("out", "archive") for path in (self.folder / place / self.key).rglob("*"))
        files = (path for path in sorted(found) if path.is_file())
        return {str(path.relative_to(self.folder)): MADE.sub(rb"\1", path.read_bytes()) for path in files}

    def urls(self) -> list[str]:
        """Return the addresses of all stories."""
        with self.opened() as store:
            return [story.url for story in store.stories.all()]


def _serve(
    desks: Desks,
    queues: Sequence[str],
    concurrency: int,
    store: str,
    log: Path,
    hook: Hook | None,
    name: str | None,
) -> None:
    atexit.unregister(weakref.finalize._exitfunc)  # type: ignore[attr-defined]  # temporary folders are the parent's
    os.setsid()
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    Logs(verbose=1).set_up()
    raise_on_signals()
    request = Request(**{**_fields(desks.request), "store": store})
    if hook:
        hook()
    try:
        serve(request, queues, concurrency, desks.pace, name)
    except WorkerFailed:
        os._exit(1)
    finally:
        atexit._run_exitfuncs()


def _fields(request: Request) -> dict[str, object]:
    return {each.name: getattr(request, each.name) for each in fields(request)}


def alone(seeds: Path, day: date, store: str, folder: Path) -> Desks:
    """Let one process make the edition of a day; return where it is."""
    own = Desks(store, seeds, folder, day)
    words = ("run", "--seeds", own.seeds, "--store", store, "--out", folder / "out", "--date", own.day)
    process = begun(*words, "--channels", folder / "channels.toml")
    process.join(PATIENCE)
    if process.exitcode != 0:
        raise AssertionError(f"a run ended with {process.exitcode}")
    return own


@dataclass(slots=True)
class Tally:
    """Results of the kills of workers."""

    kills: int = 0
    points: int = 0
    """Of them, before or after a named step."""
    stops: int = 0
    """Of them, workers that were stopped for so long that others took over, and went on then."""
    cuts: int = 0
    """Of them, workers whose network was cut for as long, and then was there again."""
    outages: int = 0
    """Times that the server ended all connections and took no new ones for a while, as when it is started again."""
    rounds: int = 0
    lost: int = 0
    doubled: int = 0
    missed: int = 0
    """Editions that were not made."""
    twice: int = 0
    """Editions that were made, or delivered, more than once."""
    other_bytes: list[str] = field(default_factory=list)
    held: int = 0
    """Locks that were not free again, runs that stayed open."""

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.lost or self.doubled or self.missed or self.twice or self.other_bytes or self.held)


def kill_workers(
    whole: Desks, server: str, folder: Path, kills: int, seed: int, workers: int = 2, each: int = 5
) -> Tally:
    """Kill workers at `kills` moments, `each` of them in one making of an edition; return the results.

    `whole`: where one process made it.
    """
    tally, rng = Tally(), random.Random(seed)
    urls, editions = set(whole.urls()), whole.editions()
    while tally.kills < kills:
        number = tally.rounds
        with fresh_database(server) as store:
            desks = Desks(store, whole.seeds, folder / f"round-{number}", whole.day)
            try:
                kill = _round if number % 2 == 0 else _walk
                kill(desks, rng, min(each, kills - tally.kills), workers, tally)
                with suppress(AssertionError):
                    desks.wait(desks.is_made)
                _check(desks, urls, editions, tally)
            finally:
                desks.kill()
        tally.rounds += 1
        print(f"{tally.kills} of {kills}:", tally, flush=True)
    return tally


def _round(desks: Desks, rng: random.Random, kills: int, workers: int, tally: Tally) -> None:
    """Let something happen to one of the workers at a time, at any moment; kill it, and start another."""
    living: list[ForkProcess] = []
    with wire_to(desks.store) as wire:
        while kills:
            living = [worker for worker in living if worker.is_alive()]
            living += [desks.start() for _ in range(workers - len(living))]
            time.sleep(rng.uniform(0.0, 3.0))
            chance = rng.random()
            if chance < 0.1:
                _break_off(desks.store)
                tally.outages += 1
                continue
            victim = living.pop(rng.randrange(len(living)))
            if chance < 0.3:
                _stop_for_long(desks, victim)
                tally.stops += 1
            elif chance < 0.45:
                _end(victim)
                victim = _cut_for_long(desks, wire, rng)
                tally.cuts += 1
            _end(victim)
            tally.kills += 1
            kills -= 1
        for _ in range(workers):
            desks.start()


def _end(victim: ForkProcess) -> None:
    if victim.is_alive():
        victim.kill()
    victim.join()


def _cut_for_long(desks: Desks, wire: Wire, rng: random.Random) -> ForkProcess:
    """Let a worker begin, and cut its network until its leases are over; what it sent before arrives then."""
    victim = desks.start(store=wire.through(desks.store))
    time.sleep(rng.uniform(0.5, 3.0))
    wire.cut()
    time.sleep(desks.pace.lease + 1.0)
    wire.cut(False)
    time.sleep(0.5)
    return victim


def _break_off(store: str) -> None:
    """End all connections to a database, and let no new ones in for a while."""
    url = make_url(store)
    name = url.database or ""
    server = url.set(database="postgres").render_as_string(hide_password=False)
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        time.sleep(2.0)
        connection.execute(allow.format(sql.Identifier(name), sql.Literal(True)))


def _walk(desks: Desks, rng: random.Random, kills: int, workers: int, tally: Tally) -> None:
    """Let workers die at named steps, and start others, until the edition is made."""

    def start() -> ForkProcess:
        point = Point(rng.choice(STEPS_OF_WORKERS), rng.choice(SIDES), rng.randint(1, 4))
        return desks.start(hook=killing(point)) if kills > dead else desks.start()

    dead = 0
    living = [start() for _ in range(workers)]
    deadline = time.monotonic() + PATIENCE
    while not desks.is_made() and time.monotonic() < deadline:
        time.sleep(0.1)
        for worker in [each for each in living if not each.is_alive()]:
            living.remove(worker)
            dead += worker.exitcode == -signal.SIGKILL
            living.append(start())
    tally.kills += dead
    tally.points += dead


def _stop_for_long(desks: Desks, victim: ForkProcess) -> None:
    """Stop a worker until its leases are over, and let it go on for a moment: it must not harm its successors."""
    if victim.is_alive() and victim.pid:
        os.kill(victim.pid, signal.SIGSTOP)
        time.sleep(desks.pace.lease + 1.0)
        os.kill(victim.pid, signal.SIGCONT)
        time.sleep(0.5)


def _check(desks: Desks, urls: set[str], editions: dict[str, bytes], tally: Tally) -> None:
    found = desks.urls()
    tally.lost += len(urls - set(found))
    tally.doubled += len(found) - len(set(found))
    if not desks.is_made():
        tally.missed += 1
        print(desks.log()[-4000:], flush=True)
        return
    with suppress(AssertionError):
        desks.wait(desks.is_quiet)
    with desks.opened() as store:
        steps = Counter(step for step, verdict, _ in store.runs.steps(desks.key) if verdict in {"ok", "partial"})
        tally.held += len(read_cluster(store).leases) + len(store.runs.abandoned())
        sent = store.outbox.find(Selection(), [DeliveryState.SENT])
        tally.twice += steps[ASSEMBLE] > 1 or len(sent) != 1 or sent[0].revision != 1
    mine = desks.editions()
    names = sorted(mine.keys() | editions)
    tally.other_bytes += [name for name in names if mine.get(name) != editions.get(name)]
