"""The text on a document's page is the repaired text, whatever the findings are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.records import Finding
from archive.site.marked_text import MarkedText, marked_text


def shown(marked: MarkedText) -> str:
    """The characters that a reader sees, without bars and line breaks."""
    blocks = [block for group in marked.groups for block in group]
    return "".join(piece.text for block in blocks for cell in block.cells for piece in cell)


def visible(text: str) -> str:
    return "".join(character for character in text if character not in " \n|")


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str, tuple[Finding, ...]]:
    """A raw text, its repaired text, and findings: repairs that do not overlap, reports anywhere."""
    words = st.text(alphabet="公开政务開務(kai)□ab1", min_size=0, max_size=6)
    gaps = st.text(alphabet="政府信息公开 |\n", min_size=0, max_size=8)
    raw = text = ""
    findings: list[Finding] = []
    for _ in range(draw(st.integers(0, 8))):
        gap, before, after = draw(gaps), draw(words), draw(words)
        certainty = draw(st.sampled_from(["proved", "inferred"]))
        raw, text = raw + gap, text + gap
        findings.append(Finding("kind", len(raw), len(raw) + len(before), before, after, certainty, "rule"))
        raw, text = raw + before, text + after
    tail = draw(gaps)
    raw, text = raw + tail, text + tail
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, len(raw)))
        findings.append(Finding("report", start, end, raw[start:end], None, "lost", "rule"))
    return raw, text, tuple(sorted(findings, key=lambda finding: (finding.start, finding.end)))


@given(damaged())
def test_the_text_shown_is_the_repaired_text(sample: tuple[str, str, tuple[Finding, ...]]) -> None:
    raw, text, findings = sample
    assert visible(shown(marked_text(raw, findings))) == visible(text)


@given(damaged())
def test_no_finding_is_left_untold(sample: tuple[str, str, tuple[Finding, ...]]) -> None:
    raw, _, findings = sample
    marked = marked_text(raw, findings)
    told = [
        piece.damage for group in marked.groups for block in group for cell in block.cells for piece in cell
    ]
    reports = [finding for finding in findings if finding.after is None]
    assert all(
        finding in marked.notes or any(damage and finding.kind in damage.kinds for damage in told)
        for finding in reports
    )


def test_annotations_close_to_each_other_are_one_mark() -> None:
    raw = "推進(jìn)政務(wù)公開，清楚。"
    findings = (
        Finding("script", 1, 2, "進", "进", "proved", "t2s"),
        Finding("pinyin", 2, 7, "(jìn)", "", "proved", "toned"),
        Finding("script", 8, 9, "務", "务", "proved", "t2s"),
        Finding("pinyin", 9, 13, "(wù)", "", "proved", "toned"),
        Finding("script", 14, 15, "開", "开", "proved", "t2s"),
    )
    ((block,),) = marked_text(raw, findings).groups
    assert [(piece.text, piece.damage is not None) for piece in block.cells[0]] == [
        ("推", False), ("进政务公开", True), ("，清楚。", False),
    ]  # fmt: skip
    damage = block.cells[0][1].damage
    assert damage is not None
    assert (damage.before, damage.kinds) == ("進(jìn)政務(wù)公開", ("script", "pinyin"))


def test_what_was_cut_is_marked_at_the_character_before_it() -> None:
    finding = Finding("spam", 2, 4, "xx", "", "inferred", "brand")
    ((block,),) = marked_text("公开xx年报", (finding,)).groups
    assert [piece.text for piece in block.cells[0]] == ["公", "开", "年报"]
    assert block.cells[0][1].damage is not None
    assert block.cells[0][1].damage.before == "开xx"


def test_rows_with_bars_make_a_table_with_their_empty_cells() -> None:
    (table, (paragraph,)) = marked_text("甲 | 乙 |\n1 | |\n结束", ()).groups
    assert [[("".join(piece.text for piece in cell)).strip() for cell in row.cells] for row in table] == [
        ["甲", "乙"],
        ["1", ""],
    ]
    assert not paragraph.row
