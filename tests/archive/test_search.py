"""Search finds exactly what a scan of every text finds."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import folding
from archive.errors import InputError
from archive.records import AttachmentLink
from archive.search import RANKED, Query, find
from archive.store import Archive

if TYPE_CHECKING:
    from tests.archive.conftest import MakePage

PIECES = (
    "样本市人民政府办公室", "政府信息公开", "依申请公开", "行政复议", "行政诉讼", "结果纠正", "結果維持",
    "２０２３年", "2023年度", "12", "3", "样政办发〔2022〕35号", "样政规[2021]5号", "《要点》",
    "財政預算", "财政预算", "规章", "規(guī)章", "“三安全一稳定”", "open data", "OPEN", "Ｄａｔａ",
    "，", "。", "、", "\n", "\n\n", " ", "　", "𠮷", "㐂", "\ue5e5", "\ufffd", "①", "㎡", "℃", "-", "——",
    "x_y", "C++", "a.b@c.cn", "100%", "|", "*", '"', "'", "(", ")", "AND", "NOT", "NEAR(",
)  # fmt: skip


def random_text(chance: random.Random) -> str:
    return "".join(chance.choices(PIECES, k=chance.randint(0, 40)))


def scan(texts: dict[int, tuple[str, ...]], query: Query) -> set[int]:
    """What a reader finds who looks through every text."""

    def holds(fields: tuple[str, ...], word: str) -> bool:
        return any(folding.fold(word) in folding.fold(field) for field in fields)

    return {
        number
        for number, fields in texts.items()
        if all(holds(fields, word) for word in query.words)
        and not any(holds(fields, word) for word in query.excluded)
    }


def current_texts(archive: Archive) -> dict[int, tuple[str, ...]]:
    rows = archive.db.execute(
        "SELECT id, title, catalogue_title, text, document_number, issuing_body,"
        " (SELECT group_concat(text, char(10)) FROM attachments WHERE document = documents.id)"
        " FROM documents WHERE current = 1"
    )
    return {number: tuple(field or "" for field in fields) for number, *fields in rows}


def random_query(chance: random.Random, texts: list[tuple[str, ...]]) -> str:
    """One to three words cut out of texts or made up, some of them phrases or excluded."""
    words = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        source = chance.choice(chance.choice(texts)) or random_text(chance) or "无"
        start = chance.randrange(len(source))
        word = source[start : start + chance.choice((1, 1, 2, 2, 3, 4, 8, 15))]
        if chance.random() < 0.3:
            word = f'"{word}"'
        if chance.random() < 0.15:
            word = f"-{word}"
        words.append(word)
    return " ".join(words)


def test_it_equals_a_full_scan_through_inserts_updates_deletions_and_attachments(
    archive: Archive, page: MakePage
) -> None:
    chance = random.Random(20260101)
    sizes = []
    for round_of_changes in range(5):
        for _ in range(40):
            number = chance.randrange(120)
            url = f"http://www.example.gov.cn/{number}"
            archive.add_document(
                *page(
                    random_text(chance),
                    url=url,
                    at=f"2026-01-{round_of_changes + 1:02}T08:00:00Z",
                    title=random_text(chance)[:20],
                    catalogue={
                        "document_number": "样政办发〔2022〕35号",
                        "issuing_body": random_text(chance)[:9],
                    },
                    attachments=(AttachmentLink(f"{url}.pdf", "附件", 0),),
                )
            )
            if chance.random() < 0.3:
                file = page(random_text(chance), url=f"{url}.pdf", body=random_text(chance).encode())
                archive.add_attachment(*file, page_url=url)
        texts = current_texts(archive)
        for _ in range(200):
            query = random_query(chance, list(texts.values()))
            asked = Query.parse(query)
            nothing_left = query.strip() and not asked.words and not asked.excluded
            expected = set() if nothing_left else scan(texts, asked)
            found = {hit.id for hit in archive.search(query, limit=1000)}
            assert found == expected, query
            sizes.append(len(expected))
    assert len(sizes) == 1000
    assert sum(size > 0 for size in sizes) > 700, "most queries should find something"


@pytest.fixture
def three(archive: Archive, page: MakePage) -> Archive:
    archive.add_document(
        *page(
            "各辖市、区人民政府：受理依申请公开146件，行政复议3件。",
            url="http://x.cn/1", city="changzhou", kind="annual_report", report_year=2022,
            title="常州市2022年年度报告",
            catalogue={
                "document_number": "常政办发〔2022〕35号", "issuing_body": "常州市人民政府办公室",
                "published_on": "2023-03-01", "validity": "in_force",
            },
        )
    )  # fmt: skip
    archive.add_document(
        *page(
            "根據《條例》，現公布財政預算，共２０２３份。",
            url="http://x.cn/2", city="fuyang", kind="annual_report", report_year=2023,
            catalogue={"issuing_body": "阜阳市财政局", "published_on": "2024-01-10", "validity": "repealed"},
        )
    )  # fmt: skip
    archive.add_document(*page("Open data\n工作\n要点", url="http://x.cn/3", kind="work_plan", city="fuyang"))
    return archive


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("阜", {2}),
        ("复议", {1}),
        ("複議", {1}),
        ("财政预算", {2}),
        ("條例", {2}),
        ("2023份", {2}),
        ("２０２２年", {1}),
        ("146", {1}),
        ("14", {1}),
        ("常政办发〔2022〕35号", {1}),
        ("常政办发[2022]35号", {1}),
        ("常政辦發（2022）35號", {1}),
        ("常政办发〔2022〕3号", set()),
        ("件。", {1}),
        ("公布 财政", {2}),
        ("公布财政", {2}),
        ("公开 财政", set()),
        ("年度报告 -财政", {1}),
        ("-财政", {1, 3}),
        ("open", {3}),
        ("OPEN ＤＡＴＡ", {3}),
        ('"open data"', {3}),
        ("opendata", set()),
        ('"open', {3}),
        ("工作要点", set()),
        ("工作 要点", {3}),
        ("", {1, 2, 3}),
        ("   ", {1, 2, 3}),
        ('""', set()),
        ("\u200b", set()),
        ("NOT", set()),
        ("*", set()),
        ("常州市2022年年度报告", {1}),
    ],
)
def test_words_are_found_as_a_reader_would(three: Archive, query: str, expected: set[int]) -> None:
    assert {hit.id for hit in three.search(query)} == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"city": "fuyang"}, {2, 3}),
        ({"kind": "annual_report"}, {1, 2}),
        ({"report_year": 2022}, {1}),
        ({"issuing_body": "人民政府"}, {1}),
        ({"validity": "repealed"}, {2}),
        ({"since": "2024-01-01", "until": "2024-12-31"}, {2}),
        ({"until": "2023-03-01"}, {1}),
        ({"city": "fuyang", "kind": "work_plan"}, {3}),
        ({"city": None}, {1, 2, 3}),
    ],
)
@pytest.mark.parametrize("query", ["", "-没有的词"])
def test_filters(three: Archive, query: str, filters: dict[str, str], expected: set[int]) -> None:
    assert {hit.id for hit in three.search(query, **filters)} == expected


def test_filters_go_with_words(three: Archive) -> None:
    assert {hit.id for hit in three.search("年", city="fuyang")} == set()
    assert {hit.id for hit in three.search("共", city="fuyang", since="2024-01-10")} == {2}


def test_an_unknown_filter_is_refused(three: Archive) -> None:
    with pytest.raises(InputError, match="colour"):
        three.search("年", colour="red")


def test_only_current_versions_are_found(archive: Archive, page: MakePage) -> None:
    archive.add_document(*page("旧词", at="2026-01-01T00:00:00Z"))
    archive.add_document(*page("新词", at="2026-01-02T00:00:00Z"))
    assert archive.search("旧词") == []
    assert [hit.id for hit in archive.search("词")] == [2]


def test_words_in_the_title_come_first(archive: Archive, page: MakePage) -> None:
    archive.add_document(*page("规章" + "其他的话" * 50 + "规章" * 3, url="http://x.cn/1", title="通知"))
    archive.add_document(*page("其他的话" * 50, url="http://x.cn/2", title="规章汇编"))
    assert [hit.id for hit in archive.search("规章")] == [2, 1]


def test_of_very_many_hits_the_titled_and_the_newest_come_first(archive: Archive, page: MakePage) -> None:
    with archive.transaction():
        for number in range(RANKED + 1):
            title = "公开年报" if number == 7 else "通知"
            archive.add_document(
                *page(
                    "信息公开，废止" if number == 9 else "信息公开", url=f"http://x.cn/{number}", title=title
                )
            )
    assert [hit.id for hit in archive.search("公开", limit=3)] == [8, RANKED + 1, RANKED]
    assert len(archive.search("公开 -废止", limit=RANKED * 2)) == RANKED
    assert 10 not in {hit.id for hit in archive.search("公开 -废止", limit=RANKED * 2)}


def test_snippets_mark_the_words_in_the_original_text(archive: Archive, page: MakePage) -> None:
    text = "前言。" * 40 + "关于結果　糾正的２０２３件复议。" + "后语。" * 40
    archive.add_document(*page(text))
    (hit,) = archive.search("结果纠正 2023 複議")
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["結果　糾正", "２０２３", "复议"]
    assert hit.snippet in text.replace("\n", " ")


def test_a_hit_in_an_attachment_shows_the_attachment_s_words(archive: Archive, page: MakePage) -> None:
    links = (AttachmentLink("http://x.cn/a.pdf", "附件", 0),)
    archive.add_document(*page("见附件", attachments=links))
    file = page("表四：结果纠正三件", url="http://x.cn/a.pdf", body=b"%PDF-")
    archive.add_attachment(*file, page_url=page("").capture.url)
    (hit,) = archive.search("结果纠正")
    assert "表四" in hit.snippet


texts = st.text(max_size=30)


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folding.fold(text.replace("\x1e", "").replace("\x1f", ""))
    for between in once.split(folding.LINE_BREAK):
        for word in between.split(folding.GAP):
            assert folding.fold(word) == word


@given(texts)
def test_places_lead_back_to_where_a_character_comes_from(text: str) -> None:
    folded, places = folding.fold_with_places(text)
    assert folded == folding.fold(text)
    assert len(places) == len(folded)
    assert places == sorted(places)
    for character, place in zip(folded, places, strict=True):
        if character not in (folding.LINE_BREAK, folding.GAP):
            assert character in folding.fold(text[place])


@given(texts, texts, texts)
def test_a_word_is_marked_where_it_stands(before: str, word: str, after: str) -> None:
    folded = folding.fold(word)
    if folded and folded in folding.fold(before + word + after):
        assert find(before + word + after, (word,))
