"""The values that pass between the stages: links, stories, attributions, digests.

Every time is an aware datetime in UTC unless its docstring says otherwise; a `date` is a day in the zone
named beside it. All values are frozen: a stage returns a new one (`dataclasses.replace`).
"""

from aggregator.models.alarm import Alarm
from aggregator.models.amendment import Amendment, AmendmentKind, Revised
from aggregator.models.binding import BindingDay, Bond
from aggregator.models.credit import OF_LABEL, OWN_RULES, Across, Attribution, Cited, Considered
from aggregator.models.edition import (
    Digest,
    Edition,
    Entry,
    FollowUp,
    FollowUpKind,
    MadeEdition,
    Omission,
    OutletRead,
    Particular,
    PastEntry,
    Review,
    ReviewedEntry,
    SectionQuota,
    Telling,
    Weighty,
    edition_key,
)
from aggregator.models.names import Language, LinkState, Names, Precision, SourceKind, isoformat
from aggregator.models.overrides import NO_OVERRIDES, NO_TIES, Overrides, Ties
from aggregator.models.story import Link, Membership, Origin, RawStory, Repeat, Seen, Story

__all__ = [
    "NO_OVERRIDES",
    "NO_TIES",
    "OF_LABEL",
    "OWN_RULES",
    "Across",
    "Alarm",
    "Amendment",
    "AmendmentKind",
    "Attribution",
    "BindingDay",
    "Bond",
    "Cited",
    "Considered",
    "Digest",
    "Edition",
    "Entry",
    "FollowUp",
    "FollowUpKind",
    "Language",
    "Link",
    "LinkState",
    "MadeEdition",
    "Membership",
    "Names",
    "Omission",
    "Origin",
    "OutletRead",
    "Overrides",
    "Particular",
    "PastEntry",
    "Precision",
    "RawStory",
    "Repeat",
    "Review",
    "ReviewedEntry",
    "Revised",
    "SectionQuota",
    "Seen",
    "SourceKind",
    "Story",
    "Telling",
    "Ties",
    "Weighty",
    "edition_key",
    "isoformat",
]
