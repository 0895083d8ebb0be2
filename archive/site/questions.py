"""The fifteen questions that studies of the annual reports ask, as SQL.

Parameters left empty restrict nothing; ``whose`` is city (the city government's own report, which counts what
its departments did), lower or department. Numbers that a report does not give stay null, and so does
everything worked out from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_FROM_REPORTS = """FROM documents JOIN numbers ON numbers.document = documents.id
WHERE current = 1 AND redacted_at IS NULL AND kind = 'annual_report'
  AND (:city = '' OR city = :city)
  AND (:whose = '' OR unit_level(city, issuing_body, title) = :whose)"""
_REPORT = "city_name(city) AS city, unit(city, issuing_body, title) AS unit, report_year"
_IN_ORDER = "ORDER BY city, unit, report_year, documents.id"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``number`` 1 to 15, ``slug`` its name in addresses, ``about`` how the answer is counted.

    ``parameters`` are the SQL's named parameters with the value each has until the reader gives another.
    """

    number: int
    slug: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    sql: str
    parameters: dict[str, str] = field(default_factory=lambda: {"city": "", "whose": "city"})


def _numbers(table: str, column: str, *rows: str) -> str:
    """A common table expression: the numbers of one column of one table, a report a line."""
    picked = ",\n    ".join(f"max(value) FILTER (WHERE \"row\" = '{row}') AS {row}" for row in rows)
    return (
        f"WITH numbers AS (\n  SELECT document,\n    {picked}\n"
        f"  FROM figures WHERE \"table\" = '{table}' AND \"column\" = '{column}'\n"
        f'    AND "row" IN ({", ".join(map(repr, rows))})\n  GROUP BY document\n)'
    )


QUESTIONS: tuple[Question, ...] = (
    Question(
        1,
        "granted",
        "各市各年申请的予以公开率是多少？",
        "What share of applications was granted, by city and year?",
        "予以公开 ÷ 办理结果总计；另算 予以公开 + 部分公开。",
        "Granted ÷ all handled; and granted with partly granted.",
        f"""{_numbers("applications", "total", "granted", "partly_granted", "handled")}
SELECT {_REPORT}, handled, granted, partly_granted,
  round(100.0 * granted / handled, 1) AS granted_percent,
  round(100.0 * (granted + partly_granted) / handled, 1) AS granted_or_partly_percent,
  documents.id AS document
{_FROM_REPORTS}
{_IN_ORDER}""",
    ),
    Question(
        2,
        "refusal_grounds",
        "各省不予公开的八种理由各占决定的多少？",
        "Which share of decisions is refused on each of the eight grounds, by province?",
        "只计各市本级政府的报告；分母为同一批报告的办理结果总计。",
        "Cities' own reports only; the denominator is all that the same reports handled.",
        """WITH reports AS MATERIALIZED (
  SELECT id, province(city) AS province FROM documents
  WHERE current = 1 AND redacted_at IS NULL AND kind = 'annual_report'
    AND (:from_year = '' OR report_year >= :from_year) AND (:to_year = '' OR report_year <= :to_year)
    AND unit_level(city, issuing_body, title) = 'city'
), numbers AS MATERIALIZED (  -- the unary plus keeps SQLite on the index of the reports' own figures
  SELECT reports.id, province, "row", max(value) AS value
  FROM reports CROSS JOIN figures ON figures.document = reports.id
  WHERE +"table" = 'applications' AND "column" = 'total' AND ("row" GLOB 'refused_*' OR "row" = 'handled')
  GROUP BY reports.id, "row"
)
SELECT refused.province, refused."row" AS ground, count(*) AS reports, sum(refused.value) AS refused,
  sum(decided.value) AS handled, round(100.0 * sum(refused.value) / sum(decided.value), 2) AS percent
FROM numbers AS refused JOIN numbers AS decided ON decided.id = refused.id AND decided."row" = 'handled'
WHERE refused."row" GLOB 'refused_*' AND refused.value IS NOT NULL AND decided.value IS NOT NULL
GROUP BY refused.province, refused."row" ORDER BY refused.province, sum(refused.value) DESC, ground""",
        {"from_year": "", "to_year": ""},
    ),
    Question(
        3,
        "not_held",
        "“本机关不掌握”占多少？它是不是说“不”的主要方式？",
        "“Information not held”: is it the main way to say no?",
        "不予公开八项、无法提供三项、不予处理五项合计为否定答复；任何一项缺数则不算。",
        "Negative answers: eight refusals, three unavailabilities, five rejections; null if one of them is.",
        f"""WITH negative AS (
  SELECT document, "row" AS ground, max(value) AS value FROM figures
  WHERE "table" = 'applications' AND "column" = 'total'
    AND ("row" GLOB 'refused_*' OR "row" GLOB 'unavailable_*' OR "row" GLOB 'rejected_*')
  GROUP BY document, "row"
), numbers AS (
  SELECT document, max(value) FILTER (WHERE ground = 'unavailable_not_held') AS not_held,
    CASE WHEN count(value) = 16 THEN sum(value) END AS said_no
  FROM negative GROUP BY document
)
SELECT {_REPORT}, not_held, said_no, round(100.0 * not_held / said_no, 1) AS not_held_percent,
  CASE WHEN said_no > 0 THEN (SELECT ground FROM negative WHERE negative.document = documents.id
    ORDER BY value DESC, ground LIMIT 1) END AS main_ground,
  documents.id AS document
{_FROM_REPORTS}
{_IN_ORDER}""",
    ),
    Question(
        4,
        "reconsideration_corrected",
        "行政复议纠正率是多少？",
        "How often does reconsideration correct the decision?",
        "结果纠正 ÷（结果维持 + 结果纠正 + 其他结果）；尚未审结的不计。",
        "Corrected ÷ (upheld + corrected + other); pending cases are left out.",
        f"""WITH numbers AS (
  SELECT document, max(value) FILTER (WHERE "column" = 'upheld') AS upheld,
    max(value) FILTER (WHERE "column" = 'corrected') AS corrected,
    max(value) FILTER (WHERE "column" = 'other') AS other,
    max(value) FILTER (WHERE "column" = 'pending') AS pending
  FROM figures WHERE "table" = 'review' AND "row" = 'reconsideration' GROUP BY document
)
SELECT {_REPORT}, upheld, corrected, other, pending,
  round(100.0 * corrected / (upheld + corrected + other), 1) AS corrected_percent,
  documents.id AS document
{_FROM_REPORTS}
{_IN_ORDER}""",
    ),
    Question(
        5,
        "litigation_lost",
        "行政诉讼败诉率：直接起诉与复议后起诉有何不同？",
        "How often is a lawsuit lost: brought directly, and after reconsideration?",
        "结果纠正 ÷（结果维持 + 结果纠正 + 其他结果），两条途径分别计算。",
        "Corrected ÷ (upheld + corrected + other), for each of the two ways to court.",
        f"""WITH numbers AS (
  SELECT document, "row" AS way, max(value) FILTER (WHERE "column" = 'upheld') AS upheld,
    max(value) FILTER (WHERE "column" = 'corrected') AS corrected,
    max(value) FILTER (WHERE "column" = 'other') AS other
  FROM figures WHERE "table" = 'review' AND "row" GLOB 'litigation_*' GROUP BY document, "row"
)
SELECT {_REPORT}, way, upheld, corrected, other,
  round(100.0 * corrected / (upheld + corrected + other), 1) AS lost_percent,
  documents.id AS document
{_FROM_REPORTS}
ORDER BY city, unit, report_year, documents.id, way DESC""",
    ),
    Question(
        6,
        "review_per_hundred",
        "每办结一百件申请有多少件复议、诉讼？",
        "How many review cases are there for each hundred applications decided?",
        "行政复议总计、行政诉讼总计（两条途径之和）÷ 办理结果总计 × 100。",
        "Reconsiderations, and lawsuits of both ways, ÷ all handled × 100.",
        f"""WITH numbers AS (
  SELECT document,
    max(value) FILTER (WHERE "table" = 'applications' AND "row" = 'handled') AS handled,
    max(value) FILTER (WHERE "row" = 'reconsideration') AS reconsiderations,
    max(value) FILTER (WHERE "row" = 'litigation_direct')
      + max(value) FILTER (WHERE "row" = 'litigation_after_reconsideration') AS lawsuits
  FROM figures
  WHERE ("table" = 'applications' AND "row" = 'handled' OR "table" = 'review') AND "column" = 'total'
  GROUP BY document
)
SELECT {_REPORT}, handled, reconsiderations, lawsuits,
  round(100.0 * reconsiderations / handled, 1) AS reconsiderations_per_100,
  round(100.0 * lawsuits / handled, 1) AS lawsuits_per_100,
  documents.id AS document
{_FROM_REPORTS}
{_IN_ORDER}""",
    ),
    Question(
        7,
        "applicants",
        "申请人中商业企业、法律服务机构的比重如何变化？",
        "Who asks: how do the shares of businesses and legal services change over time?",
        "本年新收申请数量按申请人分列。",
        "Applications received in the year, by applicant.",
        f"""WITH numbers AS (
  SELECT document, max(value) FILTER (WHERE "column" = 'natural_person') AS natural_person,
    max(value) FILTER (WHERE "column" = 'business') AS business,
    max(value) FILTER (WHERE "column" = 'legal_service') AS legal_service,
    max(value) FILTER (WHERE "column" = 'total') AS received
  FROM figures WHERE "table" = 'applications' AND "row" = 'received' GROUP BY document
)
SELECT {_REPORT}, received, natural_person, business, legal_service,
  round(100.0 * business / received, 1) AS business_percent,
  round(100.0 * legal_service / received, 1) AS legal_service_percent,
  documents.id AS document
{_FROM_REPORTS}
{_IN_ORDER}""",
    ),
    Question(
        8,
        "abuse_rules",
        "2019 年的防滥用规定用了多少：信访类申请、大量反复申请各占多少？",
        "How much are the 2019 rules against abuse used: petitions, and excessive applications?",
        "（五）1 信访举报投诉类、（五）4 无正当理由大量反复申请 ÷ 办理结果总计。",
        "Rejected as petitions, and as excessive, ÷ all handled.",
        f"""{_numbers("applications", "total", "rejected_petition", "rejected_excessive", "handled")}
SELECT {_REPORT}, handled, rejected_petition, rejected_excessive,
  round(100.0 * rejected_petition / handled, 2) AS petition_percent,
  round(100.0 * rejected_excessive / handled, 2) AS excessive_percent,
  documents.id AS document
{_FROM_REPORTS}
{_IN_ORDER}""",
    ),
    Question(
        9,
        "backlog",
        "积压多少？结转数与上一年接得上吗？",
        "How large is the backlog, and does it agree with the year before (C5)?",
        "结转下年度 ÷（新收 + 上年结转）；C5：本年“上年结转”应等于上一年“结转下年度”，上一年缺报告则为空。",
        "Carried out ÷ (received + carried in). C5: carried in is last year's carried out; null without it.",
        f"""{_numbers("applications", "total", "received", "carried_in", "carried_out")},
reports AS (
  SELECT city, unit(city, issuing_body, title) AS unit, report_year, received, carried_in, carried_out,
    documents.id AS document
  {_FROM_REPORTS.replace(chr(10), chr(10) + "  ")}
)
SELECT city_name(city) AS city, unit, report_year, received, carried_in, carried_out,
  round(100.0 * carried_out / (received + carried_in), 1) AS backlog_percent,
  max(carried_out) OVER before AS last_carried_out,
  CASE carried_in = max(carried_out) OVER before WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END AS c5_holds,
  document
FROM reports
WINDOW before AS (PARTITION BY city, unit ORDER BY report_year RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)
ORDER BY city, unit, report_year, document""",
    ),
    Question(
        10,
        "wrong_sums",
        "哪些报告的表格加不起来，错在哪一列？",
        "Which reports' tables do not add up, and in which column?",
        "报告内部的勾稽关系 C1–C4。报告原样保存，这里只指出。",
        "The checks within one report, C1 to C4. The report stays as published; this only points.",
        f"""SELECT {_REPORT}, "check", "row", checks."column", expected, found, documents.id AS document
FROM checks JOIN documents ON documents.id = checks.document
WHERE current = 1 AND redacted_at IS NULL AND kind = 'annual_report' AND (:city = '' OR city = :city)
  AND holds = 0 AND "check" IN ('C1', 'C2', 'C3', 'C4')
ORDER BY city, unit, report_year, documents.id, checks.id""",
        {"city": ""},
    ),
    Question(
        11,
        "normative_documents",
        "各市现行有效的行政规范性文件有多少？哪几年与上一年对不上（集中清理）？",
        "How many normative documents are in force, and when does that not follow from last year?",
        "C6：现行有效 = 上一年现行有效 + 制发 − 废止。对不上不算错误，常见于集中清理。",
        "C6: in force = last year's + issued − repealed. A break is no error; often it is a clean-up.",
        f"""WITH numbers AS (
  SELECT document, max(value) FILTER (WHERE "column" = 'issued') AS issued,
    max(value) FILTER (WHERE "column" = 'repealed') AS repealed,
    max(value) FILTER (WHERE "column" = 'in_force') AS in_force
  FROM figures WHERE "table" = 'disclosure' AND "row" = 'normative_documents' GROUP BY document
), reports AS (
  SELECT city, unit(city, issuing_body, title) AS unit, report_year, issued, repealed, in_force,
    documents.id AS document
  {_FROM_REPORTS.replace(chr(10), chr(10) + "  ")}
)
SELECT city_name(city) AS city, unit, report_year, issued, repealed, in_force,
  max(in_force) OVER before + issued - repealed AS expected,
  in_force - (max(in_force) OVER before + issued - repealed) AS difference,
  document
FROM reports
WINDOW before AS (PARTITION BY city, unit ORDER BY report_year RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)
ORDER BY city, unit, report_year, document""",
    ),
    Question(
        12,
        "plans_and_reports",
        "哪些工作要点提到某项任务，同年的年度报告说做到了吗？",
        "Which work plans name a task, and does the report on that year speak of it?",
        "例：基层政务公开、依申请公开标准化、公共企事业单位。报告一栏是同一单位同一年度报告中的那句话。",
        "Such as 基层政务公开, 依申请公开标准化, 公共企事业单位; the report is the same unit's on that year.",
        """WITH naming AS (
  SELECT id, city, unit(city, issuing_body, title) AS unit, kind, report_year, title,
    gongkai_snippet(text, :phrase) AS words
  FROM documents
  WHERE current = 1 AND redacted_at IS NULL AND kind IN ('work_plan', 'annual_report')
    AND id IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH gongkai_query(:phrase))
)
SELECT city_name(plan.city) AS city, plan.unit, plan.report_year, plan.title AS plan, plan.words AS planned,
  report.title AS report, report.words AS reported, plan.id AS document, report.id AS report_document
FROM naming AS plan LEFT JOIN naming AS report ON report.kind = 'annual_report'
  AND report.city IS plan.city AND report.unit IS plan.unit AND report.report_year = plan.report_year
WHERE plan.kind = 'work_plan' AND (:city = '' OR plan.city = :city)
ORDER BY city, plan.unit, plan.report_year, plan.id, report.id""",
        {"phrase": "标准化", "city": ""},
    ),
    Question(
        13,
        "late",
        "哪些年度报告晚于法定日期（部门 1 月 31 日，政府 3 月 31 日）公布？",
        "Which reports came after the law's date (departments 31 January, governments 31 March)?",
        "公布日期取目录项或页面标签的发布日期，缺则取栏目列表上的日期；都没有的不算迟。",
        "The page's own date, else the one in the portal's list; without either nothing is called late.",
        """WITH reports AS (
  SELECT city, unit(city, issuing_body, title) AS unit, report_year, documents.id AS document,
    coalesce(published_on, json_extract(captures.hints, '$.listed_on')) AS published_on,
    (report_year + 1) || CASE unit_level(city, issuing_body, title)
      WHEN 'department' THEN '-01-31' ELSE '-03-31' END AS due_on
  FROM documents JOIN captures ON captures.id = documents.capture
  WHERE current = 1 AND redacted_at IS NULL AND kind = 'annual_report' AND report_year IS NOT NULL
    AND (:city = '' OR city = :city)
)
SELECT city_name(city) AS city, unit, report_year, due_on, published_on,
  CAST(julianday(published_on) - julianday(due_on) AS INTEGER) AS days_late, document
FROM reports WHERE published_on > due_on
ORDER BY days_late DESC, city, unit, report_year, document""",
        {"city": ""},
    ),
    Question(
        14,
        "changed",
        "哪些报告在两次抓取之间变了，变在哪一格？",
        "Which reports changed between two captures, and in which cell?",
        "相邻两个版本的数字逐格比较；数字没变而文字变了的，格为空。",
        "The numbers of neighbouring versions, cell by cell; where only words changed, the cell is empty.",
        """WITH pairs AS (
  SELECT newer.id AS document, older.id AS before, newer.city, newer.issuing_body, newer.title,
    newer.report_year, newer.first_seen AS seen
  FROM documents AS newer
  JOIN documents AS older ON older.url = newer.url AND older.version = newer.version - 1
  WHERE newer.kind = 'annual_report' AND newer.redacted_at IS NULL AND older.redacted_at IS NULL
    AND (:city = '' OR newer.city = :city)
), cells AS (
  SELECT pairs.document, "table", "row", "column",
    max(value) FILTER (WHERE figures.document = pairs.before) AS was,
    max(value) FILTER (WHERE figures.document = pairs.document) AS became
  FROM pairs JOIN figures ON figures.document IN (pairs.document, pairs.before)
  GROUP BY pairs.document, "table", "row", "column" HAVING was IS NOT became
)
SELECT city_name(city) AS city, unit(city, issuing_body, title) AS unit, report_year, seen,
  "table", "row", "column", was, became, pairs.document
FROM pairs LEFT JOIN cells ON cells.document = pairs.document
ORDER BY seen DESC, pairs.document, "table", "row", cells."column"
""",
        {"city": ""},
    ),
    Question(
        15,
        "copied_problems",
        "哪些“存在的主要问题及改进情况”与别的年份或单位几乎一样？",
        "Which sections on problems and improvements are nearly the same as another year's or unit's?",
        "第五部分按五字片段比较，相似度不低于 at_least（0 到 1）。",
        "Section five compared by runs of five characters; pairs at least at_least (0 to 1) alike.",
        """WITH problems AS MATERIALIZED (
  SELECT documents.id, city, unit(city, issuing_body, documents.title) AS unit, report_year,
    substr(text, start + 1, "end" - start) AS words
  FROM sections JOIN documents ON documents.id = sections.document
  WHERE number = 5 AND current = 1 AND redacted_at IS NULL AND kind = 'annual_report'
    AND (:city = '' OR city = :city)
), hashes AS MATERIALIZED (
  SELECT problems.id, json_each.value AS hash FROM problems, json_each(sketch(words))
), candidates AS MATERIALIZED (
  SELECT first.id AS first, second.id AS second
  FROM hashes AS first JOIN hashes AS second ON second.hash = first.hash AND second.id > first.id
  -- Of two sketches of 64, texts that are J alike share about 64 × 2J ÷ (1 + J); half of that is a candidate.
  GROUP BY first.id, second.id HAVING count(*) >= max(4, 64 * :at_least / (1 + :at_least))
), pairs AS MATERIALIZED (
  SELECT similarity(a.words, b.words) AS alike, a.id AS first, b.id AS second
  FROM candidates JOIN problems AS a ON a.id = first JOIN problems AS b ON b.id = second
)
SELECT round(alike, 3) AS alike, city_name(a.city) AS city, a.unit, a.report_year,
  city_name(b.city) AS other_city, b.unit AS other_unit, b.report_year AS other_year,
  a.id AS document, b.id AS other_document
FROM pairs JOIN problems AS a ON a.id = first JOIN problems AS b ON b.id = second
WHERE alike >= CAST(:at_least AS REAL)
ORDER BY alike DESC, a.id, b.id""",
        {"at_least": "0.6", "city": ""},
    ),
    Question(
        15,
        "rules_without_power",
        "哪些没有规章制定权的单位填报了规章？",
        "Which units without rule-making power report rules (规章)?",
        "规章只能由省级和设区的市政府制定（立法法）；县级市、部门、乡镇填了非零数的列在这里。",
        "Only provinces and cities with districts make rules (立法法); the others that report some.",
        f"""WITH numbers AS (
  SELECT document, max(value) FILTER (WHERE "column" IN ('issued', 'made')) AS made,
    max(value) FILTER (WHERE "column" IN ('in_force', 'disclosed_in_all')) AS in_force
  FROM figures WHERE "table" = 'disclosure' AND "row" = 'regulations' GROUP BY document
)
SELECT {_REPORT}, made, in_force, documents.id AS document
{_FROM_REPORTS}
  AND (made > 0 OR in_force > 0)
  AND NOT (unit_level(city, issuing_body, title) = 'city'
    AND (adcode(city) IS NULL OR adcode(city) GLOB '????00'))
{_IN_ORDER}""",
        {"city": "", "whose": ""},
    ),
)
"""In the order of their numbers; the last has two halves."""

BY_SLUG = {question.slug: question for question in QUESTIONS}
