"""The edition that a run makes: its plan and channels, checked before the store is opened."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from aggregator.files import put_right
from aggregator.formats.card import check_card
from aggregator.formats.script import check_script
from aggregator.formats.templating import check_templates
from aggregator.publish.channels import NO_CHANNELS, Channels, load_channels
from aggregator.registry import Registry
from aggregator.registry.editions import EditionPlan, load_edition_plan
from aggregator.runs.check import check_folder
from aggregator.runs.request import Request


@dataclass(frozen=True, slots=True)
class Target:
    """Plan and channels of the edition that a run makes."""

    plan: EditionPlan
    channels: Channels


def check_target(request: Request, registry: Registry) -> Target:
    """Load the edition's plan and the channels with their secrets; check the templates and the output folder.

    What a killed run left in that folder is put right, before a crawl that may take long.
    """
    plan = load_edition_plan(registry.layers, request.edition)
    edition = plan.on(
        request.day or datetime.now(UTC).date(), registry.sections
    )  # raises if the registry lacks a section
    if plan.script:
        check_script()
    if edition.card:
        check_card(edition.card_font)
    channels = NO_CHANNELS
    if request.publish:
        channels = load_channels(registry.layers, os.environ, request.channels, request.access)
    if request.templates:
        check_templates(request.templates)
    check_folder(request.out)
    put_right(request.out)
    return Target(plan, channels)
