"""What a page prints around its news and an entry does not: bylines, captions, editors' notes, calls to read on."""

from __future__ import annotations

import re

from aggregator.text.patterns import any_of, starting

_NOTE = starting(
    # who made the page
    r"编者[按注语] 编辑[:：丨|] 责任?编[辑:：] 文[/丨|｜:：] 文\s+[丨|｜] 撰?文[:：] 作者[:：丨|｜]",
    r"整理[/丨|｜:：] 编译[/丨|｜:：] 翻译[:：] 译者[:：]",
    r"校对[:：] 审核[:：] 记者[:：] 来源[:：] 稿源[:：] 原文 原标题 英文原文 译文 editor'?s\snote source:",
    # pictures
    r"题图 头图 图片?来[源自] 图源 图[/:：丨|] 图注 资料图 摄影[:：] 供图 photo: image:",
    # where it came from and what may be done with it
    r"本文(?:作者|来自|来源|由|系|为|转载|首发|转自|摘自|根据|编译|内容|经|仅|题图|图片) 来自微信公众号",
    r"微信公众号 公众号[:：] 专栏地址",
    r"转载 版权 未经授权 声明 免责声明 投稿 联系(?:我们|邮箱|方式) 雷锋网(?:按|注|\(公众号) 写在前面 advertisement",
    # calls to the reader
    r"点击 扫码 扫描 长按 关注.{0,12}(?:公众号|微信) 相关(?:阅读|文章|报道|新闻|推荐) 延伸阅读 推荐阅读",
    r"更多(?:精彩|内容|资讯) 阅读原文",
    r"查看(?:原文|更多) 欢迎(?:投稿|关注|转载) 分享到 read\smore related: click\shere subscribe sign\sup follow\sus",
    after=r"[\W_]*",
)
"""A line that begins so speaks of the page."""
_PERMISSION = any_of(r"授权(?:.{0,8})(?:发布|转载|刊发|首发) 转载请(?:注明|联系) 经授权 谢绝转载")

_MAKERS = "|".join(
    (
        "记者|通讯员|编辑|责编|责任编辑|校对|文[/丨|：:]|作者|整理|图[/丨|：:片源]|图源|题图|来源|资料图|制图|摄影|原标题",
        r"如?[上下左右]图|如图|见图|点击|微信|公众号|ID[：:]|via\b|photo|image|source",
    )
)
_ASIDE = any_of(
    rf"[（(【\[](?:本报|本网|特约|实习|见习|首席)?(?:{_MAKERS})[^（）()【】\[\]]{{0,60}}[）)】\]]",
    r"[（(][^（）()]{0,24}(?:摄|供图|资料图片?|截图|报道|供稿)[）)]",
    r"[（(【\[](?:完|图|组图|视频)[）)】\]]",
    r"(?:\d{0,4}\s?[\w·]{0,8}\s?)?(?:曾经?|此前)(?:介绍|报道)过的\s?",
)
"""Inside a sentence, who wrote, edited or pictured; and the outlet's pointers to its own pages."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")
_BESIDE_MARKS = re.compile(r"\s*([，。！？；：、（）“”《》【】])\s*")
_ENDS = re.compile(r"[。！？!?.…;；][”’」』）)\"']*$")
_MAX_HEADING = 60
_READ = 4000
"""Characters that are read: an entry is written from the head of a story."""


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs at the head of a story, their asides cut; captions, headings and notes are dropped."""
    lines = (tidy(line) for line in text[:_READ].splitlines() if not is_note(line))
    return [line for line in lines if line and not _is_heading(line)]


def tidy(line: str) -> str:
    """Cut asides and addresses; leave single spaces, and none beside a Chinese mark."""
    line = _ADDRESS.sub("", _ASIDE.sub("", line.replace("\u200b", "")))
    return _BESIDE_MARKS.sub(r"\1", " ".join(line.split())).strip("　 ·•■▲▼◆●*-—")


def is_note(line: str) -> bool:
    """Tell whether a line speaks of the page and not of the news."""
    return bool(_NOTE.match(line) or _PERMISSION.search(line))


def _is_heading(line: str) -> bool:
    return len(line) < _MAX_HEADING and not _ENDS.search(line)
