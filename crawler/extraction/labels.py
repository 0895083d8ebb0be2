"""The labels of a catalogue header (信息公开目录), as portals print them, and the fields they stand for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

_PRINTED = {
    "index_number": "索引号 信息索引号 信息索引码 索引编号 索引码 索取号",
    "issuing_body": "发布机构 发文机关 发文机构 发布机关 发布单位 发文单位 发布部门 公开责任部门 责任部门"
    " 信息发布机构 信息发布单位 公开机构 成文机关 制作机关 制定单位 公布单位"
    " 颁布部门 颁布机关 制定机关 制发机关 制发单位 成文单位 所属机构 公布机关",
    "document_number": "文号 发文字号 发文文号 发布文号 文件编号 发文编号 公文编号"
    " 文件字号 文件文号 公文字号 备注/文号 字号",
    "title": "标题 名称 信息名称 文件名称 文件标题 信息标题 公文名称 公文标题",
    "category": "信息分类 信息分类名称 组配分类 分类 公文目录 应用分类 信息类别 公开目录 公开类别"
    " 目录分类 所属分类",
    "subject": "主题分类 所属主题 主题导航 主题类别",
    "genre": "体裁分类 公文种类 公文文种 公文类型 文件种类 文件类型 体裁 文种",
    "keywords": "关键词 关键字 主题词",
    "summary": "内容概述 内容摘要 内容简介",
    "source": "信息来源 来源 文章来源 稿件来源",
    "validity": "有效性 公文时效 时效 时效性 是否有效 有效性/截止日期 信息时效期 法律效力 效力状态"
    " 有效状态 文件状态 时效状态 文件有效性",
    "disclosure": "公开方式 公开形式 公开属性 公开类型 信息公开方式",
    "views": "浏览次数 浏览量 点击数 点击次数 点击量 阅读次数 访问次数",
    "written_on": "成文日期 成文时间 生成日期 生成时间 公文生成日期 产生日期 发文日期 发文时间"
    " 信息生成日期 签署日期 签发日期 印发日期 印发时间 形成日期",
    "published_on": "发布日期 发布时间 公开日期 公开时间 信息公开日期 信息发布日期 公布日期 颁布日期"
    " 上载日期 上网日期 添加日期 登记日期 著录日期",
    "effective_on": "生效日期 生效时间 施行日期 施行时间 实施日期 实施时间",
    "repealed_on": "废止日期 废止时间 失效日期 失效时间",
    None: "公开范围 公开时限 公开程序 服务对象分类 生命周期分类 信息格式/语种 信息格式 语种 发布人"
    " 文件登记号 登记号 统一编号 咨询机构 政策咨询机关 咨询电话 政策咨询电话 效力等级 有效期限"
    " 有限期限 有效期 栏目 记录形式 载体",
}

LABELS: dict[str, str | None] = {
    label: field for field, labels in _PRINTED.items() for label in labels.split()
}
"""Printed label, simplified, without spaces -> its field; None: kept under its label alone."""

TRUNCATED = {
    "号": ("索引号", "文号"),
    "性": ("有效性",),
    "称": ("名称",),
    "词": ("关键词",),
    "构": ("发布机构",),
}
"""What is left of a label whose first characters the page's styling lost -> the labels it may have been."""

BYLINE = frozenset({"source", "published_on", "issuing_body", "views"})
"""Fields that a byline under the headline also prints; on their own they make no catalogue header."""

_TRADITIONAL = dict(
    zip(
        "号机构发关时间体类题导应务对键词内来浏览数废签种编备标称组开属门颁单责载录实记围级产点阅访问询语状态简稿网统栏",
        "號機構發關時間體類題導應務對鍵詞內來瀏覽數廢簽種編備標稱組開屬門頒單責載錄實記圍級產點閱訪問詢語狀態簡稿網統欄",
        strict=True,
    )
)
TO_SIMPLIFIED = str.maketrans({old: new for new, old in _TRADITIONAL.items()})

_SPACING = "[ \\t\\u3000\\xa0\\u200b?]"  # ? is what some copies make of a non-breaking space
_PINYIN = "\\([a-zà-ɡ]{1,6} ?\\)"
_PADDING = re.compile(f"{_SPACING}|{_PINYIN}")


def plain_label(printed: str) -> str:
    """A printed label without its padding: ``索??引  號`` -> ``索引號``."""
    return printed if printed.isalpha() else _PADDING.sub("", printed)


def field_of(label: str) -> str | None:
    """The field that a label without padding stands for, or None for one that no field stands for."""
    return LABELS.get(label) or LABELS.get(label.translate(TO_SIMPLIFIED))


def is_label(label: str) -> bool:
    """Whether a label without padding is one of those in :data:`LABELS`."""
    return label in LABELS or label.translate(TO_SIMPLIFIED) in LABELS


def _pattern() -> str:
    """One alternative a first character, so that the search can skip to the characters labels begin with."""
    branches = [
        spelt + _following(rests)
        for first, rests in _by_first(LABELS).items()
        for spelt in dict.fromkeys((first, _TRADITIONAL.get(first, first)))
    ]
    return f"(?:{'|'.join(branches)})(?:{_PINYIN})?"


def _following(rests: Collection[str]) -> str:
    """What may follow a label's beginning; beginnings are shared, since a pattern a label compiles slowly."""
    branches = "|".join(
        (f"[{first}{_TRADITIONAL[first]}]" if first in _TRADITIONAL else re.escape(first)) + _following(more)
        for first, more in _by_first(filter(None, rests)).items()
    )
    following = f"(?:{_SPACING}|{_PINYIN})*(?:{branches})" if branches else ""
    return f"(?:{following})?" if branches and "" in rests else following


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    """What follows each first character."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        found[word[0]].append(word[1:])
    return found


LABEL = re.compile(_pattern())
"""A label at any place, padded, annotated or in traditional characters; the longest one where several fit."""

_LEAD = " [【(\t\r\n\u3000\xa0•·●-"
_STARTS = frozenset(
    (*_LEAD, *(label[0] for label in LABELS), *(_TRADITIONAL.get(label[0], label[0]) for label in LABELS))
)
"""The characters that a line which opens with a label can begin with."""
_SEPARATOR = re.compile(f"{_SPACING}*[:：\\]】]")


def opens_with_label(line: str, edges: Collection[int] = ()) -> bool:
    """Whether a line may be one of a catalogue header's: a label first, then a separator, space or edge.

    ``edges`` are the offsets where one inline element of the line ends and the next begins.
    """
    if line[:1] not in _STARTS:
        return False
    label = LABEL.match(line, len(line) - len(line.lstrip(_LEAD)))
    if label is None:
        return False
    end = label.end()
    if _SEPARATOR.match(line, end):
        return True
    return len(line) < 80 and (end == len(line) or line[end].isspace() or end in edges)
