"""Who a headline is about: completed from the text where the title does not name anybody."""

from __future__ import annotations

import re

from aggregator.text.words import family

_DEED = family("sentences.announcing").alternation
_MAX_READ = 300
"""Characters of a report in which somebody answers."""
_FIGURES_OF_NOBODY = re.compile(
    r"^(?:(?:\d{4}年)?(?:[上下]?半年度?|全年|今年|去年|[前首]?[一二三四]季度?|前[一二三四五六七八九十\d]+个?[月季]度?|\d{1,2}月份?|单季)[，]?)*"
    rf"(?:{family('names.figure_of_a_company').alternation})"
)
"""A headline that begins so says how much, but not whose."""
_KIND = re.compile(
    rf"^(?P<kind>[\u4e00-\u9fffA-Z]{{2,16}}?(?:{family('names.kind_of_company').alternation}))"
    rf"(?=(?:近日|日前|再|已|正式|拟|将)?(?:获得?|获|{_DEED}))"
)
_NAME = re.compile(
    r"^[^，。；：！？“”《》\d\s]{2,16}?(?=(?:[（(][^）)]*[）)])?(?:今[日天]|昨[日天晚]|日前|近日|晚间|早间|盘后|在[^，。]{2,10}?)*"
    rf"(?:{_DEED}|20\d\d|[上下]半年|[第前][一二三四]季度?|财报|净利|营收))"
)
"""The words before the first deed of a sentence."""
_NOBODY = re.compile(
    r"^(?:截[至止]|受|因|为|在|随着|自|据|按|今年|去年|该|这|其|从|对|由)|(?:^公司|^集团|近日|日前|财报|公告|数据|消息|报告|显示|[率额值量])$"
)


_COMPANY = rf"家[^，。：；]{{0,8}}?(?:{family('names.kind_of_company').alternation}|工厂)"
_SOME, _THIS = (re.compile(f"(?:{which}){_COMPANY}") for which in ("这|该|某|一", "这|该"))
"""A company that a headline keeps from its readers; one of these that acts itself."""
_ABBREVIATED = re.compile(
    r"^(?P<whole>[^，。；：！？]{2,40}?)[（(](?:以下简称|下称|简称)[：:]?[“「](?P<short>[^”」]{2,12})[”」][）)]"
)
"""A company's name at the start of a report, with what it is called from there on."""


_WHO = rf"(?P<who>(?:{family('names.nobody_answers').alternation})(?:方面|人士)?)"
_ANSWERED = r"(?:最新|紧急|正式|独家)?(?:(?:回应|致歉|道歉|辟谣|澄清|否认)称?[：:，]?|称?[：:])"
_ANSWER = re.compile(_WHO + _ANSWERED)
_ASKED = re.compile(rf"^(?P<asked>[^？?“”：:]{{2,20}})[？?]\s?{_WHO}{_ANSWERED}(?P<answer>[^：:？?]{{2,}})$")
"""`某某裁员三成？公司回应：不实`."""
_ANSWERER = re.compile(
    r"(?:^|[，。；])(?![对针该其此有据就近])(?P<name>[^，。；：！？“”\s]{2,14}?)(?:官方|客服|方面|相关负责人|工作人员|发言人)*"
    r"(?:今[日天]|当日)?(?:对此)?(?:最新|紧急|独家)?(?:回应|发布声明|发布公告|否认|辟谣|澄清|表示)"
)
"""Who answers in a report."""


def is_nameless(headline: str) -> bool:
    """Return whether a headline is of a company that it does not name: its figures, its answer, or some company."""
    return bool(_FIGURES_OF_NOBODY.match(headline) or _SOME.search(headline) or _ANSWER.match(headline))


def with_question(headline: str, story: str) -> str:
    """Return the answer to a question with the name of who answers: `某某回应“裁员三成”：不实`.

    The name is that of the report; without one, the headline itself.
    """
    asked = _ASKED.match(headline)
    name = _answerer(story) if asked else None
    return f"{name}回应“{asked['asked'].removeprefix(name)}”：{asked['answer']}" if asked and name else headline


def _answerer(text: str) -> str | None:
    found = (match["name"] for match in _ANSWERER.finditer(text[:_MAX_READ]))
    return next((name for name in found if not (_NOBODY.search(name) or _ANSWER.match(f"{name}："))), None)


def with_name(headline: str, paragraph: str) -> str:
    """Return a headline with the name of the subject of its paragraph's first sentence.

    `净利润增长三成` becomes `某公司：净利润增长三成`, and `芯片企业完成融资` becomes `芯片企业某某完成融资`. Without a
    name, the headline itself.
    """
    introduced = _ABBREVIATED.match(paragraph)
    if introduced and introduced["short"] not in headline:
        short = introduced["short"]
        if kind := _KIND.match(headline):
            return kind["kind"] + short + headline[kind.end() :]
        return _SOME.sub(lambda _: short, headline, count=1)
    if (answer := _ANSWER.match(headline)) and (who := _answerer(paragraph)):
        return who + headline[answer.end("who") :]
    if is_nameless(headline):
        name = _NAME.match(paragraph)
        return _of(name[0], headline) if name and not _NOBODY.search(name[0]) else headline
    if (kind := _KIND.match(headline)) and (name := re.match(_after(kind["kind"]), paragraph)):
        quoted = name["name"][0] in "「“"
        if quoted or paragraph.count(name["name"]) > 1:
            return kind["kind"] + name["name"] + headline[kind.end() :]
    return headline


def _of(name: str, headline: str) -> str:
    """Return a headline that names nobody with a name: in place of 这家公司, else before it."""
    named = _THIS.sub(lambda _: name, headline, count=1)
    return named if named != headline else f"{name}：{headline}"


def _after(kind: str) -> str:
    """Return a pattern for the name behind a kind of company, in quotation marks or before the deed."""
    return (
        rf"^.{{0,12}}?{re.escape(kind)}\s?(?P<name>[「“][^」”]{{2,16}}[」”]|(?!正式|官方|全面|率先|首次|{_DEED})[^，。；：！？“”「」《》（）\d\s的]{{2,10}}?)"
        rf"(?=[（(]|(?:近日|日前|今[日天]|昨[日天]|于|再次?|已|正式|拟|将|获)*(?:{_DEED}|获))"
    )
