"""Taiwan's words in pages of mainland wording: 資料庫 → 数据库.

Some converters to traditional script change the vocabulary as well. What they changed cannot be told from
what the author wrote with certainty (a mainland office may write 民众 or 契约), so all of this is
``inferred``, and words that both sides use are changed only in pages where others give the converter away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.detection import script
from crawler.detection.plan import Edit

KIND = "taiwan"

TELLING = {
    "資料庫": "数据库",
    "最佳化": "优化",
    "巨觀": "宏观",
    "入口網站": "门户网站",
    "智慧型": "智能",
    "網際網路": "互联网",
    "網路": "网络",
    "軟體": "软件",
    "硬體": "硬件",
    "伺服器": "服务器",
    "模組": "模块",
    "資訊": "信息",
    "簡訊": "短信",
    "列印": "打印",
    "螢幕": "屏幕",
    "滑鼠": "鼠标",
    "數位化": "数字化",
    "行動裝置": "移动设备",
    "行動電話": "移动电话",
    "智慧財產權": "知识产权",
    "計程車": "出租车",
    "晶片": "芯片",
    "奈米": "纳米",
    "公共運輸": "公共交通",
    "計畫": "计划",
    "編髮": "编发",  # a wrong choice of character: 髮 is hair, 發 to send
}
"""Words no mainland office uses in these senses."""

SHARED = {
    "民眾": "群众",
    "契約": "合同",
    "採納": "采纳",
    "答覆": "答复",
}
"""Words of both sides."""

_WORD = re.compile("|".join(sorted(TELLING | SHARED, key=len, reverse=True)))
_TELLING = re.compile("|".join(sorted(TELLING, key=len, reverse=True)))
_GIVEN_AWAY = 2
"""So many different telling words show that a page's vocabulary was converted."""


def detect(text: str) -> bool:
    """Whether a word that only Taiwan uses stands in a text known to be in converted script."""
    return _TELLING.search(text) is not None


def repair(text: str) -> Iterator[Edit]:
    """Edits that put the mainland's word, in a page in converted script."""
    given_away = len(set(_TELLING.findall(text))) >= _GIVEN_AWAY
    for match in _WORD.finditer(text):
        word = match[0]
        rule = "Taiwan's word for the mainland's"
        if word in TELLING:
            after = _traditional(TELLING[word])  # the next stage converts the line as a whole
            yield Edit(KIND, *match.span(), after, "inferred", rule, script.simplified(word))
        elif given_away:
            after = _traditional(SHARED[word])
            yield Edit(KIND, *match.span(), after, "inferred", rule, script.simplified(word))


def _traditional(word: str) -> str:
    """Character by character, for as a word 编发 would be 編髮 again."""
    return "".join(map(script.traditional_forms, word))
