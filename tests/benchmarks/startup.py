"""`aggregator --help` against an empty click program."""

from tests.benchmarks.measure import Figure, best

EMPTY = "import click\n\n@click.command()\ndef main(): pass\n\nmain(['--help'])"
LIMIT = 1.3


def main() -> list[Figure]:
    """Return the ratio."""
    empty = best(["-c", EMPTY], 7)
    ours = best(["-m", "aggregator", "--help"], 7)
    what = f"aggregator --help, against an empty click program ({ours.cpu:.2f} and {empty.cpu:.2f} s)"
    return [Figure("startup.help", ours.cpu / empty.cpu, LIMIT, what)]
