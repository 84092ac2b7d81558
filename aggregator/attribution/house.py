"""The house's convention: credit a notice that a story only relays to its maker."""

from __future__ import annotations

from dataclasses import replace

from aggregator.attribution.confidence import CONFIDENCE
from aggregator.models import Attribution


def by_convention(found: Attribution) -> Attribution:
    """Credit a relayed notice to the data service or forum that made it; the publisher is the runner-up."""
    maker = found.relayed
    if maker is None:
        return found
    return replace(
        found,
        source=maker.source,
        name=maker.names,
        kind=maker.kind,
        rule="relayed",
        evidence=maker.evidence,
        where=f"text:{maker.rule}",
        confidence=CONFIDENCE["relayed"],
        runner_up=found.source,
        chain=(*found.chain, maker.source),
        cited=tuple(cited for cited in found.cited if cited.source != maker.source),
    )
