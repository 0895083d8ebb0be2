"""The standard names of columns, and the kind of documents that each holds.

The names are those of the prescribed platform (国办公开办函〔2019〕61号) and of its predecessors, as portals
print them; a city's own name or 市政府 may stand before them.
"""

from __future__ import annotations

import re
from typing import Literal

ColumnKind = Literal["annual_report", "work_plan", "work_summary", "policy"]

_OWNER = r"(?:本(?:机关|单位|级)|市|县|区|人民政府|市政府|县政府|区政府|政府)?"
_OPEN = "政务公开|(?:政府)?信息公开"
_NAMES: dict[ColumnKind, str] = {
    "annual_report": rf"(?:历年)?(?:{_OPEN})?(?:工作)?年度?报告?(?:专栏)?",
    "work_plan": rf"(?:年度)?(?:{_OPEN})?(?:年度)?工作(?:要点|计划)|规划计划|计划规划|发展规划|规划信息",
    "work_summary": rf"(?:年度)?(?:{_OPEN})?(?:年度)?工作总结|工作推进(?:情况)?|计划总结",
    "policy": r"(?:行政)?规范性文件|(?:其他)?政策文件|政策法规|[市县区]?政府(?:办公室)?文件",
}
_LEADS = (
    r"政府信息公开|政务公开|信息公开|政府信息公开(?:专栏|平台|目录)|信息公开目录|政务公开平台|"
    r"(?:法定)?主动公开(?:内容|目录)|公开内容"
)


def kind_of_column(name: str, city: str = "") -> ColumnKind | None:
    """The kind of documents in a column of that name; None for a column that is not collected.

    ``name`` is compared whole and without blanks: 政府信息公开年报 is a column, 2023年政府信息公开年报 a
    document.
    """
    bare = _without_owner(name, city)
    for kind, names in _NAMES.items():
        if re.fullmatch(f"{_OWNER}(?:{names})", bare):
            return kind
    return None


def leads_to_columns(name: str, city: str = "") -> bool:
    """Whether a link of that name leads to the open-information platform, or to a list of its columns."""
    return re.fullmatch(_OWNER + f"(?:{_LEADS})", _without_owner(name, city)) is not None


def _without_owner(name: str, city: str) -> str:
    bare = re.sub(r"[\s>»·•\[\]【】]+", "", name)
    for owner in (city, city.rstrip("市县区")):
        if owner and bare.startswith(owner):
            return bare[len(owner) :]
    return bare
