"""Every word of the site, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("zh", "en")

STRINGS: dict[str, tuple[str, str]] = {
    # The frame of every page.
    "tagline": ("中国城市政府信息公开档案", "An archive of Chinese cities’ open government information"),
    "home": ("首页", "Home"),
    "search": ("检索", "Search"),
    "charts": ("图表", "Charts"),
    "questions": ("十五问", "Questions"),
    "changes": ("变化", "Changes"),
    "health": ("抓取状况", "Crawls"),
    "tables": ("数据表", "Tables"),
    "other_language": ("English", "中文"),
    "menu": ("主菜单", "Main menu"),
    "skip": ("跳到正文", "Skip to content"),
    "footer": (
        "页面按抓取时的原样保存；凡修复皆有标记，读不出的数字留空。只读。",
        "Pages are kept as they came; every repair is marked, a number that cannot be read is left empty."
        " Read-only.",
    ),
    "feed": ("Atom 订阅", "Atom feed"),
    "all": ("全部", "All"),
    "show": ("查看", "Show"),
    "none": ("无", "none"),
    "not_known": ("未知", "not known"),
    "error": ("打不开", "Cannot be shown"),
    "failed": ("程序出错，详情见运行 gongkai serve 的终端。", "It failed; see the terminal that runs gongkai serve."),
    # Front page.
    "front_lead": (
        "年度报告、工作要点、工作总结与政策文件：原页面、逐版变化、目录项与统计数字，皆可检索。",
        "Annual reports, work plans, summaries and policies: the pages, their versions, catalogue data and"
        " figures, all searchable.",
    ),
    "search_placeholder": ("词语、“短语”、-排除、文号", "words, “phrase”, -without, 文号"),
    "count.pages": ("文件", "documents"),
    "count.annual_reports": ("年度报告", "annual reports"),
    "count.versions": ("版本", "versions"),
    "count.captures": ("次抓取", "captures"),
    "count.figures": ("统计数字", "figures"),
    "count.gone": ("已被撤下", "taken down"),
    "coverage": ("年度报告收录情况", "Annual reports, by city and year"),
    "coverage_note": (
        "列为报告所述年度，只看市政府本级的报告；法定期限为次年 3 月 31 日（条例第四十九条）。"
        "格内数字是部门与下级政府的报告数。",
        "A column is the year reported on; a cell is the city’s own report, due on 31 March of the year after"
        " (条例, article 49). The number in a cell counts reports by departments and lower governments.",
    ),
    "city": ("城市", "City"),
    "year": ("年度", "Year"),
    "state.on_time": ("按期", "on time"),
    "state.late": ("迟发", "late"),
    "state.undated": ("有，日期不详", "there, no date"),
    "state.missing": ("缺", "missing"),
    "state.not_due": ("未到期", "not due yet"),
    "state.before": ("早于起始年", "before the first"),
    "others": ("另有 {count} 份部门与下级报告", "and {count} by departments and lower governments"),
    "elsewhere": (
        "另有 {count} 份未注明城市的年度报告（由文件导入）。",
        "Another {count} annual reports, ingested from files, name no city.",
    ),
    "no_city": (
        "还没有抓取过任何城市。用 gongkai crawl 抓取，或 gongkai ingest 导入。",
        "No city was crawled yet. Use gongkai crawl, or gongkai ingest.",
    ),
    "latest_changes": ("最近变化", "Latest changes"),
    "all_changes": ("全部变化", "All changes"),
    # Search.
    "found": ("第 {first} 至 {last} 条", "Hits {first} to {last}"),
    "found_nothing": ("没有符合的文件。", "No document matches."),
    "newest": ("没有检索词，按日期列出最新的文件。", "No words given: the newest documents."),
    "search_help": (
        "一个字也能搜；“短语”、-排除；全角半角、繁简通用。",
        "One character is enough; “phrase”, -without; full-width or half-width, traditional or simplified.",
    ),
    "filters": ("筛选", "Filters"),
    "kind": ("类别", "Kind"),
    "issuing_body_part": ("发布机构（部分即可）", "Issuing body (a part of it)"),
    "since": ("自", "From"),
    "until": ("至", "Until"),
    "wrong": ("这些条件写得不对：{names}。日期写作 2024-01-31，年度写作 2024。",
              "These filters make no sense: {names}. Write dates as 2024-01-31 and years as 2024."),
    "previous_page": ("上一页", "Previous"),
    "next_page": ("下一页", "Next"),
    "last_page_reached": (
        "到此为止：请缩小条件，或用 gongkai export 导出。",
        "This is the last page shown: narrow the query, or use gongkai export.",
    ),
    "untitled": ("（无标题）", "(no title)"),
    # A document.
    "catalogue": ("目录项", "Catalogue"),
    "printed_labels": ("页面上的标签原样", "Labels as printed"),
    "text": ("正文", "Text"),
    "figures": ("统计数字", "Figures"),
    "checks": ("勾稽核对", "Checks"),
    "attachments": ("附件", "Attachments"),
    "witnesses": ("各处的说法", "Witnesses"),
    "versions": ("版本", "Versions"),
    "provenance": ("来历", "Provenance"),
    "address": ("原网址", "Address"),
    "archived_page": ("网页存档", "Archived page"),
    "download_original": ("下载原始字节", "Download the original bytes"),
    "first_seen": ("首次见到", "First seen"),
    "last_seen": ("最后见到", "Last seen"),
    "charset": ("编码", "Encoding"),
    "charset_confidence": ("把握 {confidence}", "confidence {confidence}"),
    "declared": ("声明为 {name}", "declared {name}"),
    "reader": ("读取规则版本", "Reading rules"),
    "visits": ("查看记录", "Visits"),
    "version_of": ("第 {number} 版，共 {count} 版", "version {number} of {count}"),
    "not_current": ("这不是最新一版。", "This is not the latest version."),
    "see_current": ("看最新版", "See the latest"),
    "gone": ("该网页已于 {at} 被发现撤下（{why}），存档保留。",
             "The page was found taken down on {at} ({why}); this copy is kept."),
    "redacted": ("内容已于 {at} 应请求删除：{why}", "The content was removed on request on {at}: {why}"),
    "legend": ("修复标记", "Marks"),
    "legend_hint": ("悬停、聚焦或轻触，可见受损原文。", "Hover over, focus or tap a mark for the original."),
    "certainty.proved": ("已证", "proved"),
    "certainty.inferred": ("推断", "inferred"),
    "certainty.lost": ("无法恢复", "lost"),
    "original_was": ("原文", "Original"),
    "kept_as_is": ("未改动", "left as it is"),
    "or_else": ("另一种读法", "Or else"),
    "rule": ("规则", "Rule"),
    "removed_mark": ("删", "cut"),
    "notes": ("无确定位置的发现", "Findings without a place of their own"),
    "no_text": ("没有正文。", "There is no text."),
    "no_figures": ("没有读到法定统计表。", "No statutory tables were read."),
    "checks_hold": ("{count} 项成立", "{count} hold"),
    "checks_fail": ("{count} 项不成立", "{count} fail"),
    "checks_open": ("{count} 项缺数，无法核对", "{count} cannot be checked"),
    "expected": ("应为", "expected"),
    "found_value": ("实为", "found"),
    "unreadable": ("读不出", "not readable"),
    "check.C1": ("新收 + 上年结转 = 办理总计 + 结转下年", "received + carried in = handled + carried out"),
    "check.C2": ("各项办理结果之和 = 总计", "the outcomes sum to the total"),
    "check.C3": ("各类申请人之和 = 总计", "the applicants sum to the total"),
    "check.C4": ("各种结果之和 = 总计", "the results sum to the total"),
    "check.C5": ("上年结转 = 上一年的结转下年", "carried in = last year’s carried out"),
    "check.C6": ("现行有效 = 上年有效 + 制发 − 废止（仅供参考）",
                 "in force = last year’s + issued − repealed (a hint)"),
    "check.C7": ("正文所述 = 表中数字", "the narrative = the table"),
    "field": ("项目", "Field"),
    "value": ("值", "Value"),
    "source": ("出处", "Source"),
    "file_text": ("附件文字", "Text of the file"),
    "not_fetched_file": ("未抓取", "not fetched"),
    "bytes": ("字节", "bytes"),
    "compare": ("与上一版比较", "Compare with the one before"),
    "here": ("本页", "this one"),
    # The archived page.
    "inert_note": (
        "这是 {at} 抓取的网页，脚本、外部图片与样式均不加载。",
        "The page as captured on {at}; scripts, pictures and styles from elsewhere are not loaded.",
    ),
    "not_html": ("这份文件不是网页，请下载原始字节。", "This document is no web page; download its bytes."),
    "back_to_document": ("回到文件", "Back to the document"),
    # Differences.
    "difference": ("版本比较", "What changed"),
    "from_to": ("第 {before} 版（{at}）→ 第 {after} 版（{then}）",
                "version {before} ({at}) → {after} ({then})"),
    "changed_fields": ("目录项变化", "Catalogue"),
    "changed_figures": ("数字变化", "Figures"),
    "changed_text": ("正文变化", "Text"),
    "before": ("原", "Before"),
    "after": ("现", "After"),
    "no_difference": ("没有差别。", "Nothing differs."),
    "skipped": ("⋯ 省略 {count} 段相同文字 ⋯", "⋯ {count} paragraphs unchanged ⋯"),
    # Changes.
    "changes_lead": (
        "新出现、改动、被撤下和重新出现的网页，最近的在前；至多 {limit} 条。",
        "Pages that appeared, changed, were taken down or came back, newest first; at most {limit}.",
    ),
    "outcome.new": ("新增", "new"),
    "outcome.changed": ("改动", "changed"),
    "outcome.gone": ("撤下", "gone"),
    "outcome.back": ("重现", "back"),
    "outcome.unchanged": ("未变", "unchanged"),
    "outcome.not_modified": ("未变（304）", "not modified (304)"),
    "outcome.redacted": ("已删除内容", "redacted"),
    "no_changes": ("没有变化。", "No changes."),
    # Charts.
    "charts_lead": (
        "取各市政府本级的年度报告。每张图都是十五问之一的回答，点开可见数字与 SQL。",
        "From the cities’ own annual reports. Each chart answers one of the fifteen questions; its numbers"
        " and its SQL are a click away.",
    ),
    "chart_granted": ("予以公开与部分公开占办理结果的比例", "Granted or partly granted, % of all handled"),
    "chart_refusal_grounds": ("不予公开的理由（件）", "Refusals by ground (cases)"),
    "chart_reconsideration_corrected": ("行政复议纠正率", "Reconsiderations corrected, %"),
    "chart_backlog": ("结转下年度占全部申请的比例", "Carried over, % of all applications"),
    "chart_not_held": ("“本机关不掌握”占否定答复的比例", "“Not held”, % of negative answers"),
    "chart_numbers": ("数字", "Numbers"),
    "chart_question": ("这一问的 SQL", "The question’s SQL"),
    "chart_empty": ("没有可画的数字。", "There are no numbers to draw."),
    # Questions.
    "questions_lead": (
        "研究年度报告的人常问的十五个问题。每一问都是一条 SQL，可改参数、可改写、可导出。",
        "Fifteen questions that studies of the annual reports ask. Each is one SQL query: set its parameters,"
        " edit it, export the answer.",
    ),
    "parameters": ("参数", "Parameters"),
    "run": ("运行", "Run"),
    "edit_sql": ("改写这条 SQL", "Edit the SQL"),
    "sql": ("SQL", "SQL"),
    "rows": ("{count} 行", "{count} rows"),
    "truncated": ("只显示前 {count} 行。", "Only the first {count} rows are shown."),
    "no_rows": ("没有答案：存档里没有相应的报告或数字。", "No answer: no such reports or figures here."),
    "too_slow": (
        "超过时限：请限定城市或年份。",
        "It took longer than the time limit: restrict the city or the years.",
    ),
    "parameter.city": ("城市（代号，空为全部）", "City (its slug; empty: all)"),
    "parameter.from_year": ("起始年度", "From year"),
    "parameter.to_year": ("截止年度", "To year"),
    "parameter.phrase": ("词语", "Words"),
    "parameter.at_least": ("相似度不低于", "At least as alike as (0 to 1)"),
    # Health.
    "health_lead": (
        "每个城市最近的抓取：做到哪里，什么没抓到，为什么。",
        "Each city’s latest crawls: how far they came, what was not had, and why.",
    ),
    "no_runs": ("还没有抓取过。", "Nothing was crawled yet."),
    "last_run": ("最近一次", "Last crawl"),
    "requests": ("{count} 次请求", "{count} requests"),
    "started": ("开始", "Started"),
    "finished": ("结束", "Ended"),
    "run_state": ("状态", "State"),
    "runs": ("历次抓取", "Crawls"),
    "failures": ("未能抓到", "Not had"),
    "reason": ("原因", "Reason"),
    "pages_word": ("网页", "Pages"),
    "no_failures": ("没有失败。", "Nothing failed."),
    "missed_pages": ("这些网页", "These pages"),
    "taken_down": ("已被撤下 {count} 份", "{count} documents taken down"),
    "run.running": ("进行中", "running"),
    "run.finished": ("完成", "finished"),
    "run.interrupted": ("中断", "interrupted"),
    "run.killed": ("被终止", "killed"),
    "run.blocked": ("被拦截", "blocked"),
    "run.failed": ("失败", "failed"),
    "page.pending": ("待抓", "pending"),
    "page.leased": ("正在抓", "in hand"),
    "page.done": ("已抓", "done"),
    "page.failed": ("失败", "failed"),
    "page.blocked": ("被拦截", "blocked"),
    "page.gone": ("已撤下", "gone"),
    "role.list": ("列表", "list"),
    "role.document": ("文件", "document"),
    "role.attachment": ("附件", "attachment"),
    # Codes of the archive.
    "kind.annual_report": ("年度报告", "Annual report"),
    "kind.work_plan": ("工作要点", "Work plan"),
    "kind.work_summary": ("工作总结", "Work summary"),
    "kind.policy": ("政策文件", "Policy"),
    "kind.other": ("其他", "Other"),
    "validity.in_force": ("有效", "in force"),
    "validity.repealed": ("废止", "repealed"),
    "validity.expired": ("失效", "expired"),
    "validity.amended": ("已修改", "amended"),
    "validity.partly": ("部分有效", "partly in force"),
    "validity.not_yet": ("尚未生效", "not yet in force"),
    "validity.unknown": ("不明", "unknown"),
    "field.index_number": ("索引号", "Index number"),
    "field.issuing_body": ("发布机构", "Issuing body"),
    "field.document_number": ("文号", "Document number"),
    "field.title": ("标题", "Title"),
    "field.category": ("信息分类", "Category"),
    "field.subject": ("主题分类", "Subject"),
    "field.genre": ("体裁分类", "Genre"),
    "field.keywords": ("关键词", "Keywords"),
    "field.summary": ("内容概述", "Summary"),
    "field.source": ("信息来源", "Source"),
    "field.validity": ("有效性", "Validity"),
    "field.disclosure": ("公开方式", "Disclosure"),
    "field.views": ("浏览次数", "Views"),
    "field.written_on": ("成文日期", "Written on"),
    "field.published_on": ("发布日期", "Published on"),
    "field.effective_on": ("生效日期", "Effective on"),
    "field.repealed_on": ("废止日期", "Repealed on"),
    "field.page title": ("网页标题", "Page title"),
    "table.disclosure": ("主动公开（第二十条）", "Disclosure on own initiative (article 20)"),
    "table.applications": ("收到和处理政府信息公开申请", "Applications received and handled"),
    "table.review": ("行政复议、行政诉讼", "Reconsideration and litigation"),
    # Columns of the questions' answers.
    "column.city": ("城市", "City"),
    "column.other_city": ("另一城市", "Other city"),
    "column.unit": ("报告单位", "Unit"),
    "column.other_unit": ("另一单位", "Other unit"),
    "column.report_year": ("年度", "Year"),
    "column.other_year": ("另一年度", "Other year"),
    "column.document": ("文件", "Document"),
    "column.report_document": ("报告", "Report"),
    "column.other_document": ("另一文件", "Other document"),
    "column.province": ("省", "Province"),
    "column.reports": ("报告数", "Reports"),
    "column.ground": ("理由", "Ground"),
    "column.main_ground": ("最主要的理由", "Main ground"),
    "column.refused": ("不予公开", "Refused"),
    "column.percent": ("占比 %", "Share %"),
    "column.handled": ("办理总计", "Handled"),
    "column.granted": ("予以公开", "Granted"),
    "column.partly_granted": ("部分公开", "Partly granted"),
    "column.granted_percent": ("予以公开 %", "Granted %"),
    "column.granted_or_partly_percent": ("予以及部分公开 %", "Granted or partly %"),
    "column.not_held": ("不掌握", "Not held"),
    "column.said_no": ("否定答复", "Negative answers"),
    "column.not_held_percent": ("不掌握 %", "Not held %"),
    "column.upheld": ("结果维持", "Upheld"),
    "column.corrected": ("结果纠正", "Corrected"),
    "column.other": ("其他结果", "Other result"),
    "column.pending": ("尚未审结", "Pending"),
    "column.corrected_percent": ("纠正率 %", "Corrected %"),
    "column.lost_percent": ("败诉率 %", "Lost %"),
    "column.way": ("途径", "Way"),
    "column.reconsiderations": ("复议", "Reconsiderations"),
    "column.lawsuits": ("诉讼", "Lawsuits"),
    "column.reconsiderations_per_100": ("每百件复议", "Reconsiderations per 100"),
    "column.lawsuits_per_100": ("每百件诉讼", "Lawsuits per 100"),
    "column.received": ("新收", "Received"),
    "column.natural_person": ("自然人", "Natural persons"),
    "column.business": ("商业企业", "Businesses"),
    "column.legal_service": ("法律服务机构", "Legal services"),
    "column.business_percent": ("商业企业 %", "Businesses %"),
    "column.legal_service_percent": ("法律服务机构 %", "Legal services %"),
    "column.rejected_petition": ("信访类", "As petition"),
    "column.rejected_excessive": ("大量反复", "As excessive"),
    "column.petition_percent": ("信访类 %", "Petition %"),
    "column.excessive_percent": ("大量反复 %", "Excessive %"),
    "column.carried_in": ("上年结转", "Carried in"),
    "column.carried_out": ("结转下年", "Carried out"),
    "column.backlog_percent": ("积压 %", "Backlog %"),
    "column.last_carried_out": ("上一年的结转下年", "Last year’s carried out"),
    "column.c5_holds": ("C5 成立", "C5 holds"),
    "column.check": ("核对", "Check"),
    "column.table": ("表", "Table"),
    "column.row": ("行", "Row"),
    "column.column": ("列", "Column"),
    "column.expected": ("应为", "Expected"),
    "column.found": ("实为", "Found"),
    "column.issued": ("制发", "Issued"),
    "column.repealed": ("废止", "Repealed"),
    "column.in_force": ("现行有效", "In force"),
    "column.difference": ("相差", "Difference"),
    "column.plan": ("工作要点", "Plan"),
    "column.planned": ("要点所言", "Planned"),
    "column.report": ("年度报告", "Report"),
    "column.reported": ("报告所言", "Reported"),
    "column.due_on": ("法定日期", "Due on"),
    "column.published_on": ("公布日期", "Published on"),
    "column.days_late": ("迟几天", "Days late"),
    "column.seen": ("见到新版", "New version seen"),
    "column.was": ("原", "Was"),
    "column.became": ("现", "Became"),
    "column.alike": ("相似度", "Alike"),
    "column.made": ("制发", "Made"),
    "answer.yes": ("是", "yes"),
    "answer.no": ("否", "no"),
}  # fmt: skip
"""Key → Chinese, English. ``{}`` names are filled in by the caller."""


class Words:
    """The words in one language, as templates call them: ``t('search')``, ``t.of('kind', kind)``."""

    def __init__(self, language: str, labels: Mapping[str, str]) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)
        self._labels = labels

    def __call__(self, key: str, **values: Any) -> str:
        words = STRINGS[key][self._place]
        return words.format(**values) if values else words

    def of(self, group: str, code: str | None) -> str:
        """The name of a code (``of('kind', 'policy')``); one that is not known stands for itself."""
        found = STRINGS.get(f"{group}.{code}")
        return found[self._place] if found else code or ""

    def figure(self, table: str, row: str) -> str:
        """The name of a statutory table's row: as printed in Chinese reports, or its code made readable."""
        return self._term(f"{table}.{row}", row)

    def figure_column(self, table: str, column: str) -> str:
        """The name of a statutory table's column."""
        return self._term(f"{table}/{column}", column)

    def _term(self, key: str, code: str) -> str:
        readable = code.replace("_", " ")
        return self._labels.get(key, readable) if self.language == "zh" else readable


def language_of(request: Any) -> str:
    """The language asked for: by ``?lang=``, else by the cookie that it left, else Chinese."""
    if request is None:
        return LANGUAGES[0]
    for asked in (request.args.get("lang"), request.cookies.get("lang")):
        if asked in LANGUAGES:
            return str(asked)
    return LANGUAGES[0]
