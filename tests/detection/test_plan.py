"""Findings replay: applied to the raw text they give the text, undone they give the raw text back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import InputError
from crawler.detection import plan
from crawler.detection.plan import Edit, Plan


@st.composite
def staged(draw: st.DrawFn) -> Plan:
    """A plan over some text after up to four stages of random edits."""
    composed = Plan(draw(st.text(alphabet="abcdef", max_size=20)))
    for stage in range(draw(st.integers(0, 4))):
        length = len(composed.text)
        spans = draw(st.lists(st.tuples(st.integers(0, length), st.integers(0, 4)), max_size=5))
        after = st.one_of(st.none(), st.text(alphabet="xyz", max_size=3))
        composed.take(
            Edit(f"stage {stage}", start, min(length, start + size), draw(after), "proved", "any")
            for start, size in spans
        )
    return composed


@given(staged())
def test_findings_replay(composed: Plan) -> None:
    findings = composed.findings()
    assert plan.apply(composed.raw_text, findings) == composed.text
    assert plan.undo(composed.text, findings) == composed.raw_text


@given(staged())
def test_findings_stand_where_they_say_and_never_overlap(composed: Plan) -> None:
    findings = composed.findings()
    assert all(composed.raw_text[f.start : f.end] == f.before for f in findings)
    changes = [f for f in findings if f.after is not None]
    assert all(one.end <= other.start for one, other in pairwise(changes))


@given(staged())
def test_places_move_forward_and_end_at_the_end(composed: Plan) -> None:
    places = plan.Places(composed.findings())
    moved = [places.to_text(offset) for offset in range(len(composed.raw_text) + 1)]
    assert moved == sorted(moved)
    assert moved[-1] == len(composed.text)


def test_a_script_change_over_another_repair_keeps_its_kind_and_certainty() -> None:
    composed = Plan("ab??cd")
    composed.take([Edit("shift", 2, 4, "開發", "proved", "one")])
    composed.take([Edit("script", 3, 4, "发", "inferred", "two", same_reading=True)])
    (finding,) = composed.findings()
    assert (finding.kind, finding.before, finding.after, finding.certainty) == (
        "shift",
        "??",
        "開发",
        "proved",
    )


def test_findings_of_another_text_are_refused() -> None:
    composed = Plan("abc")
    composed.take([Edit("any", 1, 2, "x", "proved", "any")])
    with pytest.raises(InputError, match="read the page again"):
        plan.apply("zzz", composed.findings())
    with pytest.raises(InputError, match="read the page again"):
        plan.undo("zzz", composed.findings())
