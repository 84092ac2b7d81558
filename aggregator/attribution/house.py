"""The house's convention: a notice that a story only relays is credited to who made it."""

from __future__ import annotations

from dataclasses import replace

from aggregator.attribution.confidence import CONFIDENCE
from aggregator.models import Attribution


def by_convention(found: Attribution) -> Attribution:
    """Credit a relayed notice to the data service, authority or forum that made it; the publisher is the runner-up."""
    made = found.relayed
    if made is None:
        return found
    return replace(
        found,
        source=made.source,
        name=made.names,
        kind=made.kind,
        rule="relayed",
        evidence=made.evidence,
        where=f"text:{made.rule}",
        confidence=CONFIDENCE["relayed"],
        runner_up=found.source,
        chain=(*found.chain, made.source),
        cited=tuple(cited for cited in found.cited if cited.source != made.source),
    )
