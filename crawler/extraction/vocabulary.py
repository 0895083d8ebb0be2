"""The statutory tables of the annual report: every row and column, its printed label, unit and format.

The one place that names them; reading, checking, the export and the documentation all take them from here.
Formats: 2019 is 国办公开办函〔2019〕60号, 2021 is 国办公开办函〔2021〕30号. A report's format shows in its
labels, never in its year.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Format = Literal[2019, 2021]
Table = Literal["disclosure", "applications", "review"]


class Term(NamedTuple):
    """A row or column: its name here, the label printed in the report, the formats that have it."""

    name: str
    label: str
    formats: tuple[Format, ...] = (2019, 2021)


class DisclosureRow(NamedTuple):
    """A row of the first table: its columns in each format, and its item of 条例第二十条."""

    name: str
    label: str
    item: str
    columns: dict[Format, tuple[str, ...]]


DISCLOSURE_COLUMNS = (
    Term("issued", "本年制发件数", (2021,)),
    Term("repealed", "本年废止件数", (2021,)),
    Term("in_force", "现行有效件数", (2021,)),
    Term("made", "本年新制作数量", (2019,)),
    Term("newly_disclosed", "本年新公开数量", (2019,)),
    Term("disclosed_in_all", "对外公开总数量", (2019,)),
    Term("items_last_year", "上一年项目数量", (2019,)),
    Term("change", "本年增/减", (2019,)),
    Term("decisions", "（本年）处理决定数量"),
    Term("amount_10k_yuan", "本年收费金额（单位：万元）", (2021,)),
    Term("items", "采购项目数量", (2019,)),
    Term("amount", "采购总金额", (2019,)),
)

_DOCUMENTS: dict[Format, tuple[str, ...]] = {
    2021: ("issued", "repealed", "in_force"),
    2019: ("made", "newly_disclosed", "disclosed_in_all"),
}
_DECISIONS: dict[Format, tuple[str, ...]] = {
    2021: ("decisions",),
    2019: ("items_last_year", "change", "decisions"),
}

DISCLOSURE_ROWS = (
    DisclosureRow("regulations", "规章", "（一）", _DOCUMENTS),
    DisclosureRow("normative_documents", "行政规范性文件", "（一）", _DOCUMENTS),
    DisclosureRow("licences", "行政许可", "（五）", _DECISIONS),
    DisclosureRow("other_services", "其他对外管理服务事项", "（五）", {2019: _DECISIONS[2019]}),
    DisclosureRow("penalties", "行政处罚", "（六）", _DECISIONS),
    DisclosureRow("coercion", "行政强制", "（六）", _DECISIONS),
    DisclosureRow(
        "fees", "行政事业性收费", "（八）", {2021: ("amount_10k_yuan",), 2019: ("items_last_year", "change")}
    ),
    DisclosureRow("procurement", "政府集中采购", "（九）", {2019: ("items", "amount")}),
)

APPLICATION_COLUMNS = (
    Term("natural_person", "自然人"),
    Term("business", "法人或其他组织：商业企业"),
    Term("research_institution", "法人或其他组织：科研机构"),
    Term("social_organisation", "法人或其他组织：社会公益组织"),
    Term("legal_service", "法人或其他组织：法律服务机构"),
    Term("other", "法人或其他组织：其他"),
    Term("total", "总计"),
)

APPLICATION_ROWS = (
    Term("received", "一、本年新收政府信息公开申请数量"),
    Term("carried_in", "二、上年结转政府信息公开申请数量"),
    Term("granted", "（一）予以公开"),
    Term("partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    Term("refused_state_secret", "（三）不予公开 1.属于国家秘密"),
    Term("refused_by_law", "（三）2.其他法律行政法规禁止公开"),
    Term("refused_security_stability", "（三）3.危及“三安全一稳定”"),
    Term("refused_third_party", "（三）4.保护第三方合法权益"),
    Term("refused_internal", "（三）5.属于三类内部事务信息"),
    Term("refused_process", "（三）6.属于四类过程性信息"),
    Term("refused_enforcement_file", "（三）7.属于行政执法案卷"),
    Term("refused_administrative_query", "（三）8.属于行政查询事项"),
    Term("unavailable_not_held", "（四）无法提供 1.本机关不掌握相关政府信息"),
    Term("unavailable_needs_creation", "（四）2.没有现成信息需要另行制作"),
    Term("unavailable_still_unclear", "（四）3.补正后申请内容仍不明确"),
    Term("rejected_petition", "（五）不予处理 1.信访举报投诉类申请"),
    Term("rejected_duplicate", "（五）2.重复申请"),
    Term("rejected_publication", "（五）3.要求提供公开出版物"),
    Term("rejected_excessive", "（五）4.无正当理由大量反复申请"),
    Term("rejected_confirmation", "（五）5.要求行政机关确认或重新出具已获取信息"),
    Term("other_not_corrected", "（六）其他处理 1.申请人无正当理由逾期不补正…", (2021,)),
    Term("other_fee_overdue", "（六）2.申请人逾期未按收费通知要求缴纳费用…", (2021,)),
    Term("other", "（六）3.其他（2019：（六）其他处理）"),
    Term("handled", "（七）总计"),
    Term("carried_out", "四、结转下年度继续办理"),
)

REVIEW_COLUMNS = (
    Term("upheld", "结果维持"),
    Term("corrected", "结果纠正"),
    Term("other", "其他结果"),
    Term("pending", "尚未审结"),
    Term("total", "总计"),
)

REVIEW_ROWS = (
    Term("reconsideration", "行政复议"),
    Term("litigation_direct", "行政诉讼：未经复议直接起诉"),
    Term("litigation_after_reconsideration", "行政诉讼：复议后起诉"),
)

OUTCOMES = tuple(
    term.name
    for term in APPLICATION_ROWS
    if term.name not in ("received", "carried_in", "handled", "carried_out")
)
"""The rows that add up to ``handled`` (C2)."""


def application_rows(form: Format) -> tuple[str, ...]:
    """The rows of the applications table in printed order."""
    return tuple(term.name for term in APPLICATION_ROWS if form in term.formats)


def labels_of(table: str, row: str, column: str) -> tuple[str, str]:
    """The printed labels of a figure's row and column. Raises KeyError for a figure that no table has."""
    return _LABELS[table][0][row], _LABELS[table][1][column]


_LABELS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "disclosure": (
        {term.name: term.label for term in DISCLOSURE_ROWS},
        {term.name: term.label for term in DISCLOSURE_COLUMNS},
    ),
    "applications": (
        {term.name: term.label for term in APPLICATION_ROWS},
        {term.name: term.label for term in APPLICATION_COLUMNS},
    ),
    "review": (
        {term.name: term.label for term in REVIEW_ROWS},
        {term.name: term.label for term in REVIEW_COLUMNS},
    ),
}


def as_markdown() -> str:
    """The vocabulary as the tables that the documentation prints."""
    lines = ["| table | row | label | columns | formats |", "|---|---|---|---|---|"]
    for row in DISCLOSURE_ROWS:
        for form, columns in sorted(row.columns.items()):
            named = ", ".join(f"`{name}`" for name in columns)
            lines.append(
                f"| `disclosure` | `{row.name}` | 第二十条第{row.item}项 {row.label} | {named} | {form} |"
            )
    for table, terms, heads in (
        ("applications", APPLICATION_ROWS, APPLICATION_COLUMNS),
        ("review", REVIEW_ROWS, REVIEW_COLUMNS),
    ):
        named = ", ".join(f"`{term.name}`" for term in heads)
        lines += [
            f"| `{table}` | `{term.name}` | {term.label} | {named} | {', '.join(map(str, term.formats))} |"
            for term in terms
        ]
    lines += ["", "| column | label | unit | formats |", "|---|---|---|---|"]
    units = {"amount_10k_yuan": "万元", "amount": "as printed (元 or 万元)"}
    for term in (*DISCLOSURE_COLUMNS, *APPLICATION_COLUMNS, *REVIEW_COLUMNS):
        unit = units.get(term.name, "count")
        lines.append(f"| `{term.name}` | {term.label} | {unit} | {', '.join(map(str, term.formats))} |")
    return "\n".join(lines) + "\n"
