"""Adapters by the kind that a plan names; each is imported only when it is used."""

from __future__ import annotations

from collections.abc import Mapping

from aggregator.registry.machines import SummarisePlan, TranslatePlan
from aggregator.translation import Summariser, Translator
from aggregator.translation.transport import Transport


def translator(
    plan: TranslatePlan, transport: Transport, key: str | None, glossary: Mapping[str, Mapping[str, str]]
) -> Translator:
    """Return the translator that a plan describes."""
    if plan.kind == "openai":
        from aggregator.translation.openai import OpenAI

        return OpenAI(transport, plan.url, plan.model, key, glossary)
    from aggregator.translation.libretranslate import LibreTranslate

    return LibreTranslate(transport, plan.url, plan.model, key, plan.codes)


def summariser(plan: SummarisePlan, transport: Transport, key: str | None) -> Summariser:
    """Return the summariser that a plan describes."""
    from aggregator.translation.openai import OpenAI

    return OpenAI(transport, plan.url, plan.model, key)
