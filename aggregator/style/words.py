"""The words by which the assembler tells news from advertisements, lists and opinions, each group with its reason."""

from __future__ import annotations

import re

from aggregator.text.patterns import any_of, starting

FORBIDDEN = any_of(
    r"扫码 二维码 加微信 加[QV]群 点击(?:购买|链接|领取|下载) 戳此 购买链接 优惠码 领券",
    r"他妈 傻[逼X] 赌博网站 代开发票 click\shere\sto\sbuy promo\scode",
    "\ufffd 锟斤拷 Ã[\x80-\xbf] â€",
)
"""Calls to buy, abuse, letters read in a wrong encoding: an entry that carries one would shame the house."""

AD_IN_TITLE = any_of(
    r"包邮 领券 优惠券 优惠价 到手价 立减 史低 神价 好价 白菜价 凑单 秒杀价 开抢 只要\s?\d 半价[！!]",
    r"限时(?:免费|特价|优惠|抢购) [\d.]+元起?(?:抢|秒|拿下) ^[\[【(（](?:推广|广告|赞助|特惠|促销|优惠|限时)",
    r"\bsponsored\b \bdeal\salert\b \bpromo\scode\b \d+%\soff\b",
)
"""One of these in a title sells something."""

AD_IN_TEXT = any_of(
    r"推广内容 赞助内容 本文(?:为|系|由).{0,12}(?:赞助|推广|广告) [（(【\[](?:推广|广告|赞助)[）)】\]]",
    r"包邮 领券 优惠码 优惠券 优惠价 到手价 立减 满\d+减\d+ 凑单 拍下 下单(?:立|即|享) 点击购买 购买链接",
    r"扫码(?:购买|下单|领)",
    r"\bsponsored\s(?:post|content) \bpromo\scode",
)
"""Several of these in a text sell something; one alone may be what the news is about (满300减50)."""
MIN_AD_IN_TEXT = 2

QUESTION = any_of(
    r"[？?] 吗$ [为因]什么 为何 如何 怎[么样] 哪[些个家里] 有何 何时 究竟 到底",
    r"^(?:why|how|what|who|when|should|can|is|are)\b",
)
"""A title that asks, tells nothing."""

OPINION = any_of(
    r"启示 思考 反思 观点 评论 杂谈 随笔 漫谈 浅谈 解读 细读 读懂 剖析 揭秘 背后 说说 谈谈 聊聊 专访 对话 访谈",
    r"实录 演讲 自述 口述 特稿",
    r"故事 爱恨情仇 浪潮 风口 变局 寒冬 困境 机会 前景 趋势 未来 焦虑 正确姿势 干货 opinion analysis interview",
    r"column",
)
"""A title of these weighs and tells stories; what happened stands elsewhere."""

LISTICLE = any_of(
    r"盘点 指南 攻略 教程 评测 测评 体验 上手 手册 必备 入门 技巧 合集 清单 推荐 下载 详解 十大 top\s?\d+",
    r"[一二三四五六七八九十\d]+\s?(?:个|大|种|条|招)(?:方法|理由|问题|技巧|趋势|算法|变局|误区|工具)",
    r"\b\d+\s(?:ways|things|tips|reasons)\b \breview\b \bhands-on\b",
)
"""A title of these lists or instructs."""

BAIT = any_of(
    r"大招(?<![重扩最强]大招)(?![标聘商募生]) 逆天 炸裂 劲爆 惊呆 震惊 疯狂 沸腾 刷屏 撂挑子 拼了 神器 吊打 碾压 打脸",
    r"躺枪 玩死 哭了 傻眼 盯上 不给力",
    r"内幕 真相 居然(?!智家|之家) 竟然 原来 难怪 你不知道 必须知道 you\swon't\sbelieve shocking",
)
"""A title of these wants to be clicked."""

_NO_RUMOUR = "(?![统奇媒承播真感递输染达世说音化智神艺销])"
HEARSAY = any_of(
    rf"^网?传{_NO_RUMOUR} [，：:]网?传{_NO_RUMOUR} 传言 传闻 爆料 疑似(?!病例) 疑遭",
    r"\brumou?r \breportedly\b",
)
"""A title of these tells what somebody heard."""

ANSWERED = any_of(r"回应 否认 辟谣 澄清 不实 不存在 \bden(?:y|ies|ied)\b")
"""A title with one of these answers what was heard: that is news."""

UNSURE = any_of(
    r"曝(?<!央视曝)光? 或(?<![位事]或)[将要会遭被达成] 有望 可能 恐[将怕] \bmight\b \bcould\b \bmay\b(?!\s\d)"
)
"""A title of these is not sure."""

BACKGROUND = starting(
    r"编者按 作者[：:] 文[/丨|｜] 文\s[丨|｜] 本文(?:作者|来自|由|根据) 写在前面 雷锋网按",
    r"在.{4,40}(?:时代|背景下|年代)",
)
"""A text that opens so is a contribution, not a report."""

NEWS = any_of(
    # companies act
    r"宣布 发布(?!会) 推出 上线 完成 启动 开业 开通 开售 发售 开放 预售 首秀 交付 升级 开源 接入 研发 测试",
    r"试点 扩张 展开",
    r"启用 投用 投产 开工 开建 揭牌 入驻 进驻 首发 亮相 试运营 停业 停产 停运 开行 首[飞航单] 入选 退出 进军",
    r"加入 接任 卸任 当选 新增",
    r"获得? 融资 领投 募资 拨款 收购 并购 入股 投资(?![人者界]) 签署 签约 合作 携手 联手 成立 设立 组建 重组",
    # what goes wrong
    r"关[停闭] 下架 召回 暂停 停止 终止 取消 延期 推迟 中断 故障 恢复 瘫痪 泄露 攻击 缺货 破产 退市 注销 裁员",
    # people
    r"离职 辞职 任命 出任 表示 透露 回应 否认 证实 承认 坦承 拒绝",
    # authorities and courts
    r"禁止 严禁 叫停 处罚 罚款 调查 约谈 整改 冻结 通报 公告 公示 获批 批准 生效 实施 印发 出台 起草 征求意见",
    r"调整 不[能得再]",
    r"起诉 诉讼 判决 败诉 胜诉 执行(?![官董长])",
    # figures
    r"公布 披露 财报 营收 净利 同比 环比 增长 增至 增加 减少 降至 下[滑降跌] 上涨 涨超 跌超 涨价 降价 翻倍 盈利 亏损",
    r"超[过越] 赶超 突破 达到?\d 登陆 上市(?!公司) 挂牌 (?<![虚模比])拟 将(?!军|现) 预计",
    r"\bannounce \blaunch \brais(?:e|es|ed|ing)\b \bacquir \breport \bsaid\b \bsays?\b \bfile[sd]?\b",
    r"\bsue[sd]?\b \bfine[sd]\b \bban",
    r"\bresign \bappoint \blay(?:s|ing)?\s?off \blaid\soff \bclos(?:e|es|ed|ing)\b \bopen(?:s|ed)?\b \bunveil",
    r"\bcuts?\b \bgrew\b \brose\b \bfell\b",
)
"""What happens in news."""

SCENE = starting(
    r"随着 提[到起] 说[到起] 谈[到起] 一直以来 近年来 长期以来 众所周知 每年 每到 作为",
    r"在.{2,20}(?:时代|背景下|领域|行业) from\sthe as\sthe",
)
"""A sentence that begins so sets the scene."""

MUSING = any_of(
    r"^.{1,24}(?:是|作为|为)一[家款个种部项套支档名位] 早已 早就 备受(?:关注|瞩目|争议) 无论是.{1,40}还是 越来越",
    r"很多人都 不少人都 不是什么(?:秘密|新鲜事) 众所周知 一举一动 可谓 当头一棒",
)
"""A sentence with one of these says what something is, or looks back: no news."""

DAY = any_of(
    r"今[天日晨早晚](?!头条|资本|国际) 昨[天日晨晚] 日前 近日 本(?<![日基资]本)[周月](?![期转度]) 当地时间 北京时间",
    r"\d月\d{1,2}日 \d日(?!均|年)",
    r"\b(?:today|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
)
"""The day of what happened."""

DANGLING = starting(
    # points back by a pronoun, at the head or shortly after it
    r"[在从为对与由就到以][这那此其该] [^，。]{0,5}[这此该](?!外媒|国) 这 那(?!曲) 他 她 它(?!石) 其(?!乐) 该 上述",
    r"前者 后者 双方 两者",
    # goes on from what was said
    r"此[外前次举时] 另[外一] 同时 与此同时 对此 因此 因而 所以 于是 但 不过 然而 而 并[且非]?[^购行列网] 随后 随即",
    r"之后 之前 目前 如今 现在",
    r"据悉 据了解 据(?:该?公司|官方)?介绍 据称 据说 也(?!门) 还[有将会是] 又 再(?!鼎|融资|贷款|生|就业|保险) 更",
    r"至于 首先 其次 最后 第[二三四五](?=[，、是点]|个?(?:方面|原因)) [二三四五]是 例如",
    r"比如 一方面 总之 可见 换句话说",
    r"当然 事实上 其实 除此 除了?(?:失去|以上) 接下来 同样 类似 相比 具体来[说看] 显然 甚至",
    r"当时 届时",
    r"(?:he|she|it|they|this|that|these|those|but|and|also|however|meanwhile|moreover|in\saddition|then|there|such)\b",
    after=r"[“\"「]?",
)
"""A sentence that begins so leans on the one before it."""

PERSONAL = re.compile(
    r"我(?![国市省军校院方爱家])|咱|(?<!迷)[你您]|小编|笔者|本人|读者(?!传媒)|大家(?!保险|居)|老司机|\b(?:I|we|you|our|your|my)\b"
)
"""Outside quotation marks these are the writer's voice or turned to the reader."""

ASIDE = any_of(
    r"事有凑巧 看来 那么 究竟 到底 是如何 有[哪什] 为什么 怎么 何以 居然(?!智家|之家) 捉急 众所周知",
    r"不得不说 值得一提 对，就是",
    r"(?:之前|此前|曾).{0,8}(?:报道|介绍)过 此前.{0,6}报道 (?:曾经?|相继)报道 今天(?:要)?(?:介绍|说|聊|讲)的",
    r"(?:最近|近期)(?:接触|采访|介绍)的 可谓 不禁 毋庸置疑 显而易见 令人(?:唏嘘|感慨|大跌眼镜)",
)
"""A sentence with one of these asks, is loose talk, or speaks of the outlet's own pages."""

NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
QUOTED = re.compile(r"“[^”]*”|「[^」]*」|\"[^\"]*\"")
