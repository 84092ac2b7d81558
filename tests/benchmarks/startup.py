"""`aggregator --help` against an empty click program."""

from tests.benchmarks.measure import best

EMPTY = "import click\n\n@click.command()\ndef main(): pass\n\nmain(['--help'])"
LIMIT = 3.0


def main() -> None:
    """Print the ratio; at most `LIMIT`."""
    empty = best(["-c", EMPTY], 7)
    ours = best(["-m", "aggregator", "--help"], 7)
    ratio = ours.cpu / empty.cpu
    print(f"start-up: aggregator --help takes {ratio:.1f} × the CPU of an empty click program (at most {LIMIT:.0f})")
