"""A document's text for the eye: paragraphs and table rows, every repaired or lost place marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.records import Finding

_NEAR = 4
"""Findings of one certainty that stand so close are one mark: an annotated page has one a character."""
_LONGEST = 120
_BREAKS = frozenset("\n|")


@dataclass(frozen=True, slots=True)
class Damage:
    """What a mark tells: what stood there before, and why it was changed."""

    kinds: tuple[str, ...]
    certainty: str
    before: str
    rules: tuple[str, ...]
    runners_up: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``damage`` None where nothing was wrong with it."""

    text: str
    damage: Damage | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one cell) or a table's row (a cell each)."""

    row: bool
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """``groups`` are paragraphs, or the rows of one table; ``notes`` the findings that have no place."""

    groups: tuple[tuple[Block, ...], ...]
    notes: tuple[Finding, ...]


def marked_text(raw_text: str, findings: Sequence[Finding]) -> MarkedText:
    """The repaired text in blocks; a report that meets a repair, or has nothing to mark, becomes a note."""
    placed = [finding for finding in findings if finding.after is not None]
    notes: list[Finding] = []
    taken = {place for repair in placed for place in _places(repair)}
    for report in findings:
        if report.after is None and report.before.strip() and taken.isdisjoint(_places(report)):
            placed.append(report)
            taken.update(_places(report))
        elif report.after is None:
            notes.append(report)
    ordered = sorted(placed, key=lambda finding: (finding.start, finding.end))
    blocks = [_block(line) for line in _lines(_pieces(raw_text, ordered))]
    tables = groupby(enumerate(blocks), key=lambda numbered: -1 if numbered[1].row else numbered[0])
    groups = tuple(tuple(block for _, block in group) for _, group in tables)
    return MarkedText(groups, tuple(notes))


def _places(finding: Finding) -> range:
    """The characters that a finding stands at; an insertion takes the one that it stands before."""
    return range(finding.start, max(finding.end, finding.start + 1))


def _pieces(raw_text: str, findings: list[Finding]) -> Iterator[Piece]:
    done = 0
    for cluster in _clusters(raw_text, findings):
        repaired, start, end = _repaired(raw_text, cluster)
        if not repaired and start > done and raw_text[start - 1] not in _BREAKS:
            start -= 1  # what was only cut is marked at the character before
            repaired = raw_text[start]
        yield Piece(raw_text[done:start])
        damage = Damage(
            kinds=tuple(dict.fromkeys(finding.kind for finding in cluster)),
            certainty=cluster[0].certainty,
            before=raw_text[start:end],
            rules=tuple(dict.fromkeys(finding.rule for finding in cluster)),
            runners_up=tuple(dict.fromkeys(found.runner_up for found in cluster if found.runner_up)),
        )
        yield Piece(repaired, damage)
        done = end
    yield Piece(raw_text[done:])


def _repaired(raw_text: str, cluster: list[Finding]) -> tuple[str, int, int]:
    """The text of a cluster after its repairs, and the place in raw_text that it stands for."""
    text, at = "", cluster[0].start
    for finding in cluster:
        after = finding.before if finding.after is None else finding.after
        text += raw_text[at : finding.start] + after
        at = finding.end
    return text, cluster[0].start, at


def _clusters(raw_text: str, findings: list[Finding]) -> Iterator[list[Finding]]:
    cluster: list[Finding] = []
    for finding in findings:
        if cluster:
            first, last = cluster[0], cluster[-1]
            between = raw_text[last.end : finding.start]
            close = len(between) <= _NEAR and not set(between) & _BREAKS
            alike = first.certainty == finding.certainty
            if not (alike and close and finding.end - first.start <= _LONGEST):
                yield cluster
                cluster = []
        cluster.append(finding)
    if cluster:
        yield cluster


def _lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces cut at line breaks; blank lines are left out."""
    line: list[Piece] = []
    for piece in pieces:
        for number, text in enumerate(piece.text.split("\n")):
            if number:
                yield from _unless_blank(line)
                line = []
            if text or piece.damage:
                line.append(Piece(text, piece.damage if text or "\n" not in piece.text else None))
    yield from _unless_blank(line)


def _unless_blank(line: list[Piece]) -> Iterator[list[Piece]]:
    if any(piece.text.strip() or piece.damage for piece in line):
        yield line


def _block(line: list[Piece]) -> Block:
    """A line as a paragraph, or as a table's row where bars stand between its cells."""
    if not any("|" in piece.text for piece in line if piece.damage is None):
        return Block(row=False, cells=(tuple(line),))
    cells: list[list[Piece]] = [[]]
    for piece in line:
        parts = piece.text.split("|") if piece.damage is None else [piece.text]
        for number, part in enumerate(parts):
            if number:
                cells.append([])
            if part.strip() or piece.damage:
                cells[-1].append(Piece(part, piece.damage))
    if not cells[-1]:
        cells.pop()
    return Block(row=True, cells=tuple(tuple(cell) for cell in cells))
