"""Stages of an event: the deeds that move it on, each with the words that tell of it, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aggregator.models import Language

_CHINESE = """
    获批 批准 核准 审批通过; 撤回 撤销 撤诉 撤下; 否决 驳回 拒绝; 回应 答复 澄清 否认 致歉 道歉; 立案 受理; 起诉 公诉
    开庭 庭审; 宣判 判决 判处 获刑 裁定 一审 二审 胜诉 败诉; 上诉 抗诉; 逮捕 批捕 刑拘 拘留 归案 自首 被捕; 通缉
    释放 保释 无罪; 停牌; 复牌; 终止 中止 叫停 取消; 推迟 延期 延后; 恢复 重启 复工 复产 复航; 签署 签约 签订
    达成协议 达成一致 和解; 生效 施行 正式实施; 辞职 辞任 卸任 免职 停职 撤职; 任命 出任 接任 当选
    死亡 遇难 身亡 去世 不治; 获救 救出 脱险; 处罚 罚款 罚没 吊销; 约谈 责令; 召回 下架; 破产 清算; 退市 摘牌
    挂牌上市 敲钟 登陆; 投产 通车 竣工; 灭火 扑灭; 确诊; 夺冠 晋级 淘汰
"""
_ENGLISH = r"""
    approve[sd]? approval; withdr[ae]wn? withdrew withdrawal; reject(?:s|ed)? vetoed veto
    responded den(?:y|ies|ied) apologi[sz]e[sd]? apology; sue[sd]? lawsuit; charge[sd] indict(?:s|ed|ment)
    arrest(?:s|ed)? detained; convicted guilty verdict; acquitted acquittal; sentence[sd]; appeal(?:s|ed)
    released freed; suspend(?:s|ed)? suspension halt(?:s|ed); cancel(?:s|l?ed); postpone[sd]? delay(?:s|ed)
    resume[sd]? reopen(?:s|ed)?; signed; settle[sd] settlement; resign(?:s|ed|ation) quits ousted
    appoint(?:s|ed) appointment; die[sd] dead death killed; rescued; fine[sd] penalty; recall(?:s|ed)
    bankruptcy bankrupt; delist(?:s|ed); elected; repeal(?:s|ed) overturn(?:s|ed); evacuated evacuation; extinguished
"""
"""One stage ends with a semicolon or a line."""
_CHINESE_OPEN = re.compile(
    r"(?:[未不没无待拟若如]|尚需|须经|可能|或将|有望|申请|能否|是否|提请|等候)[^，。；！？]{0,4}\Z"
)
_ENGLISH_OPEN = re.compile(
    r"(?:\bnot|n['’]t|\b(?:may|might|could|if|whether|would|should|unless|pending|await\w*|seek\w*|without|no))"
    r"(?: \w+){0,2} \Z|\b(?:subject|likely|expected|yet) to(?: \w+){0,2} \Z",
    re.IGNORECASE,
)
"""What stands before a deed that may yet come, or did not."""
_BEFORE = 40
"""Characters before a deed in which that stands."""


@cache
def _any_stage(language: Language) -> re.Pattern[str]:
    rows = re.split(r"[;\n]", (_CHINESE if language == "zh" else _ENGLISH).strip())
    either = "|".join(f"(?P<s{at}>{'|'.join(row.split())})" for at, row in enumerate(rows))
    return re.compile(either if language == "zh" else rf"\b(?:{either})\b", re.IGNORECASE)


def stages(text: str, language: Language) -> Iterator[tuple[int, str, str]]:
    """Yield (position, word, stage) of each deed that is told as done or set; not of those that may yet come."""
    undone = _CHINESE_OPEN if language == "zh" else _ENGLISH_OPEN
    for match in _any_stage(language).finditer(text):
        if not undone.search(text[max(0, match.start() - _BEFORE) : match.start()]):
            yield match.start(), match.group(), str(match.lastgroup)
