"""What else a shifted run may say, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from crawler.detection.shift_hypotheses import Hypothesis, Step

PROOF = 4.5
"""How far behind (natural logarithm) all other readings must be, wherever they differ, for a whole run in
ordinary wording to be proved. Else it is proved only where none comes within
:data:`~crawler.detection.shift_hypotheses.NARROW`. Of government text that the model had not seen, 1,884 of
1,886 stretches called proved were right, of the newspaper 3,587 of 3,628; most of the others lacked a word
that the bytes do not tell: 我国运动员 for 我国知名运动员."""


class Rival(NamedTuple):
    """Another reading of the steps from ``first`` to ``last``, by ``gap`` (natural logarithm) less likely."""

    first: int
    last: int
    text: str
    gap: float


def path(step: Step | None) -> list[Step]:
    """The steps that lead to this one, and it."""
    steps: list[Step] = []
    while step is not None:
        steps.append(step)
        step = step.back
    return steps[::-1]


def rivals(best: Hypothesis, steps: Sequence[Step]) -> Iterator[Rival]:
    """The readings that came near the best, whose steps are given, each where it differs from it."""
    places = {id(step): place for place, step in enumerate(steps)}
    doubt = best.doubts
    while doubt is not None:
        other: list[Step] = []
        loser = doubt.loser
        while loser is not None and id(loser) not in places:
            other.append(loser)
            loser = loser.back
        other.reverse()
        first = places[id(loser)] + 1 if loser is not None else 0
        last = places[id(doubt.winner)] + 1 if doubt.winner is not None else 0
        while other and first < last and other[0].text == steps[first].text:
            del other[0]
            first += 1
        while other and first < last and other[-1].text == steps[last - 1].text:
            del other[-1]
            last -= 1
        text = "".join(step.text for step in other)
        if first == last < len(steps):  # the rival has a character more: doubt falls on the next
            text += steps[last].text
            last += 1
        yield Rival(first, last, text, doubt.gap)
        doubt = doubt.earlier


def in_doubt(places: range, others: Sequence[Rival], *, ordinary: bool) -> set[int]:
    """The places of a run at which another reading of it comes too near; ``ordinary``: it is worded so."""
    if ordinary and all(rival.gap >= PROOF for rival in others):
        return set()
    return {place for rival in others for place in range(rival.first, rival.last) if place in places}


def stretches(steps: Sequence[Step], places: range, doubtful: Set[int]) -> Iterator[range]:
    """A run cut where doubt begins and ends; no stretch lacks a part of the damaged text, or a reading."""
    first, unsure = places.start, None
    for part in _parts(steps, places):
        doubted = not doubtful.isdisjoint(part)
        if unsure is not None and doubted != unsure:
            yield range(first, part.start)
            first = part.start
        unsure = doubted
    yield range(first, places.stop)


def _parts(steps: Sequence[Step], places: range) -> Iterator[range]:
    """The smallest parts of a run that read something and take up something in the damaged text."""
    first, text = places.start, ""
    for place in places[:-1]:
        text += steps[place].text
        ahead = steps[place + 1]
        if text and ahead.end > steps[place].end and not ahead.eaten:
            yield range(first, place + 1)
            first, text = place + 1, ""
    yield range(first, places.stop)


def runner_up(steps: Sequence[Step], stretch: range, others: Iterable[Rival]) -> str | None:
    """What the nearest other reading has for a stretch; None where none came near."""
    inside = [rival for rival in others if stretch.start <= rival.first and rival.last <= stretch.stop]
    if not inside:
        return None
    rival = min(inside, key=lambda rival: rival.gap)
    before, behind = steps[stretch.start : rival.first], steps[rival.last : stretch.stop]
    return "".join((*(step.text for step in before), rival.text, *(step.text for step in behind)))
