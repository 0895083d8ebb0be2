"""Repairs as a plan: the edits of one stage after the other, composed into findings over the raw text.

Each stage hands in edits over the text that the stages before it left. A :class:`Plan` translates them back
to the raw text, so that applying the findings to the raw text gives the repaired text, and undoing them gives
the raw text back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.errors import InputError
from archive.records import Certainty, Finding

_WEAKNESS: dict[Certainty, int] = {"proved": 0, "inferred": 1, "lost": 2}


@dataclass(frozen=True, slots=True)
class Edit:
    """One change (or, with ``after`` None, one report) over a stage's input text, ``start`` to ``end``.

    ``same_reading`` marks a change that only rewrites characters in another script: over another repair it
    changes neither that repair's kind nor its certainty.
    """

    kind: str
    start: int
    end: int
    after: str | None
    certainty: Certainty
    rule: str
    runner_up: str | None = None
    same_reading: bool = False


@dataclass(frozen=True, slots=True)
class _Change:
    """A change over the raw text whose result stands in the text so far."""

    start: int
    end: int
    after: str
    edits: tuple[Edit, ...]


class Plan:
    """The repairs so far of one raw text, and the text they lead to."""

    def __init__(self, raw_text: str) -> None:
        self.raw_text = raw_text
        self.text = raw_text
        self._changes: list[_Change] = []
        self._starts: list[int] = []  # of each change, in the text
        self._reports: list[Finding] = []

    def take(self, edits: Iterable[Edit]) -> None:
        """Take in a stage's edits over :attr:`text`; of edits that overlap, the first stands."""
        changes: list[Edit] = []
        parts: list[str] = []
        done = 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            if edit.after is None:
                self._report(edit)
            elif edit.start >= done and edit.after != self.text[edit.start : edit.end]:
                changes.append(edit)
                parts += (self.text[done : edit.start], edit.after)
                done = edit.end
        if changes:
            self._changes = _composed(self.text, self._changes, changes)
            self._starts = _starts(self._changes)
            self.text = "".join(parts) + self.text[done:]

    def findings(self) -> tuple[Finding, ...]:
        """All findings by place in the raw text; touching changes of one kind and rule are one finding."""
        changes = [_finding(self.raw_text, change) for change in self._changes]
        found = [finding for finding in _joined(changes) if finding.after != finding.before] + self._reports
        return tuple(sorted(found, key=lambda finding: (finding.start, finding.end)))

    def _report(self, edit: Edit) -> None:
        start, end = self._to_raw(edit.start), self._to_raw(edit.end, end=True)
        before = self.raw_text[start:end]
        self._reports.append(
            Finding(edit.kind, start, end, before, None, edit.certainty, edit.rule, edit.runner_up)
        )

    def _to_raw(self, place: int, *, end: bool = False) -> int:
        """The raw offset of a place in the text; inside a change, the change's start (or end)."""
        at = (bisect_left if end else bisect_right)(self._starts, place) - 1
        if at < 0:
            return place
        change, start = self._changes[at], self._starts[at]
        stop = start + len(change.after)
        if place < stop or (end and place == stop):
            return change.end if end else change.start
        return change.end + place - stop


def _starts(changes: Sequence[_Change]) -> list[int]:
    starts: list[int] = []
    shift = 0
    for change in changes:
        starts.append(change.start + shift)
        shift += len(change.after) - (change.end - change.start)
    return starts


def _composed(text: str, earlier: Sequence[_Change], later: Sequence[Edit]) -> list[_Change]:
    """The changes over the raw text that do what ``earlier`` (raw to text), then ``later`` (on text) do."""
    spans: list[tuple[int, int, _Change | Edit]] = [(edit.start, edit.end, edit) for edit in later]
    shift = 0
    for change in earlier:
        start = change.start + shift
        spans.append((start, start + len(change.after), change))
        shift += len(change.after) - (change.end - change.start)
    spans.sort(key=lambda span: (span[0], span[1], isinstance(span[2], Edit)))

    result: list[_Change] = []
    shift = index = 0
    while index < len(spans):
        start, end, _ = spans[index]
        cluster: list[_Change | Edit] = []
        while index < len(spans) and (not cluster or spans[index][0] < end):
            end = max(end, spans[index][1])
            cluster.append(spans[index][2])
            index += 1
        raw_start = start - shift
        after, done = "", start
        edits: list[Edit] = []
        for part in cluster:
            if isinstance(part, _Change):
                shift += len(part.after) - (part.end - part.start)
                edits.extend(part.edits)
            else:
                after += text[done : part.start] + (part.after or "")
                done = part.end
        edits.extend(part for part in cluster if isinstance(part, Edit))
        result.append(_Change(raw_start, end - shift, after + text[done:end], tuple(edits)))
    return result


def _finding(raw_text: str, change: _Change) -> Finding:
    readings = [edit for edit in change.edits if not edit.same_reading] or list(change.edits)
    last = readings[-1]
    certainty = max((edit.certainty for edit in readings), key=lambda certainty: _WEAKNESS[certainty])
    rule = "; then ".join(dict.fromkeys(edit.rule for edit in readings))
    runner_up = next((edit.runner_up for edit in readings if edit.runner_up is not None), None)
    before = raw_text[change.start : change.end]
    return Finding(last.kind, change.start, change.end, before, change.after, certainty, rule, runner_up)


def _joined(changes: Sequence[Finding]) -> list[Finding]:
    result: list[Finding] = []
    for change in changes:
        last = result[-1] if result else None
        if last is not None and last.end == change.start and _alike(last, change):
            result[-1] = replace(
                last, end=change.end, before=last.before + change.before, after=f"{last.after}{change.after}"
            )
        else:
            result.append(change)
    return result


def _alike(one: Finding, other: Finding) -> bool:
    mark = (one.kind, one.certainty, one.rule, one.runner_up)
    return one.runner_up is None and mark == (other.kind, other.certainty, other.rule, other.runner_up)


def _changing(findings: Iterable[Finding]) -> list[tuple[Finding, str]]:
    changes = [(finding, finding.after) for finding in findings if finding.after is not None]
    return sorted(changes, key=lambda change: (change[0].start, change[0].end))


def apply(raw_text: str, findings: Iterable[Finding]) -> str:
    """The repaired text. Raises InputError where the findings belong to another raw text."""
    parts: list[str] = []
    done = 0
    for finding, after in _changing(findings):
        if finding.start < done or raw_text[finding.start : finding.end] != finding.before:
            raise InputError(f"the finding at {finding.start} does not fit this text: read the page again")
        parts += (raw_text[done : finding.start], after)
        done = finding.end
    return "".join(parts) + raw_text[done:]


def undo(text: str, findings: Iterable[Finding]) -> str:
    """The raw text. Raises InputError where the findings do not lead to this text."""
    parts: list[str] = []
    done = shift = 0
    for finding, after in _changing(findings):
        start = finding.start + shift
        if start < done or text[start : start + len(after)] != after:
            raise InputError(
                f"the finding at {finding.start} does not lead to this text: read the page again"
            )
        parts += (text[done:start], finding.before)
        done = start + len(after)
        shift += len(after) - len(finding.before)
    return "".join(parts) + text[done:]


class Places:
    """Where a place of the raw text stands in the repaired text; looking one up takes logarithmic time."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._starts: list[int] = []
        self._changes: list[tuple[int, int, int]] = []  # raw end, start in text, length in text
        shift = 0
        for finding, after in _changing(findings):
            self._starts.append(finding.start)
            self._changes.append((finding.end, finding.start + shift, len(after)))
            shift += len(after) - len(finding.before)

    def to_text(self, raw_offset: int) -> int:
        """The offset in the repaired text; a place inside a change goes no further than its result."""
        at = bisect_right(self._starts, raw_offset) - 1
        if at < 0:
            return raw_offset
        raw_start = self._starts[at]
        raw_end, start, length = self._changes[at]
        if raw_offset < raw_end:
            return start + min(raw_offset - raw_start, length)
        return start + length + raw_offset - raw_end

    def to_raw(self, offset: int, *, end: bool = False) -> int:
        """The offset in the raw text; inside a change, that one's start, or its end where ``end`` is set."""
        at = bisect_right(self._changes, offset - end, key=lambda change: change[1]) - 1
        if at < 0:
            return offset
        raw_end, start, length = self._changes[at]
        if offset < start + length or (end and offset == start + length):
            return raw_end if end else self._starts[at]
        return raw_end + offset - start - length
