"""The word families that tell news from advertisements, lists and opinions, compiled."""

from __future__ import annotations

import re

from aggregator.text.words import family

FORBIDDEN = family("advertising.forbidden").pattern()
AD_IN_TITLE = family("advertising.in_title").pattern()
AD_IN_TEXT = family("advertising.in_text").pattern()
MIN_AD_IN_TEXT = 2
"""Different words of an advertisement that make a text one."""

REGISTRY = family("notices.registry").pattern()
MIN_REGISTRY = 2
"""Different words of a register that make a text its notice."""
OUTSIDE = {
    "market": family("outside.market").pattern(),
    "analysts": family("outside.analysts").pattern(),
    "calls": family("outside.calls").pattern(),
    "ceremonies": family("outside.ceremonies").pattern(),
}
"""Forms of titles outside the field, by their kind."""
PRAISE = family("outside.praise").pattern()
MIN_PRAISE = 4
"""Different words of praise that make a text an advertorial."""

QUESTION = family("titles.question").pattern()
OPINION = family("titles.opinion").pattern()
LISTICLE = family("titles.listicle").pattern()
BAIT = family("titles.bait").pattern()
HEARSAY = family("titles.hearsay").pattern()
RUMOUR = family("titles.rumour").pattern()
ANSWERED = family("marks.answering").pattern()
CORRECTED = family("titles.corrected").pattern()
TURNS = (HEARSAY, ANSWERED, CORRECTED)
"""Families of words that turn a line round: a shorter form of it keeps them."""
UNSURE = family("titles.unsure").pattern()

NEWS = family("sentences.deed").pattern()
DAY = family("sentences.day").pattern()
CONTRIBUTION = family("sentences.contribution").pattern()
SCENE = family("sentences.scene").pattern()
MUSING = family("sentences.musing").pattern()
LEANING = family("sentences.leaning").pattern(before=r"[“\"「]?")
NAMELESS = family("sentences.nameless").pattern()
COMMENT = family("sentences.comment").pattern()
ATTRIBUTED = family("sentences.attributed").pattern()
PERSONAL = family("sentences.personal").pattern(flags=0)
ASIDE = family("sentences.aside").pattern()
OWN_VOICE = family("sentences.own_voice").pattern()
IMPOSSIBLE_DATE = re.compile(r"\d\s?月\s?(?:3[2-9]|[4-9]\d|\d{3,})\s?日|(?<!\d)(?:1[3-9]|[2-9]\d)\s?月\s?\d{1,2}\s?日")

CUT_OFF = re.compile(r"\.{3,}|…|(?<=[\u3400-\u9fff、，])\s?\d+\.(?:[”」）]*$|\s*[（(])")
"""Dots in place of words, or a figure without its decimals, where a feed cut the text."""
DISCLAIMER = re.compile("|".join(family("furniture.closing").groups["disclaimer"]), re.IGNORECASE)
"""Of what an outlet does not answer for."""
ANNOUNCED = re.compile(r"(?:^|[，；])[^，；。]*(?:以下|如下)[^，。：:]{0,8}[。：:]$")
"""A clause that announces what does not follow."""
UNFIT = (FORBIDDEN, ANNOUNCED, IMPOSSIBLE_DATE, DISCLAIMER)
"""A sentence with one of these is not printed, be it quoted."""
HOLLOW = re.compile(r"^(?:据(?:悉|报道|報道|介绍|了解|媒体报道)|(?:该|上述)?(?:报道|文章)中?(?:称|指出|说))[，,]\s*")
"""An attribution to nobody at the start of a sentence."""
NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
QUOTED = re.compile(r"“[^“”]{0,300}”|「[^「」]{0,300}」|\"[^\"]{0,300}\"")
