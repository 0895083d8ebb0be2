"""Readings of a damaged line so far, and which of them to keep."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

NARROW = 8.0
"""By how much (natural logarithm) a reading must be less likely to raise no doubt at all."""

ALIGNED, OPENED = -1, -2
"""In place of a pending byte: none; a run begins with the next token, a mark."""
SOME_BYTE = b"\x01"
"""A byte of which only the effect is known: put in, or swallowed together with a character's second byte."""


@dataclass(slots=True)
class Step:
    """One step of a hypothesis: the true text it reads, up to ``end`` in the damaged text.

    ``inserted`` are the bytes put in after the first byte of this (or the next) true character, ``follows``
    those after this one.
    """

    back: Step | None
    text: str
    end: int  # where the token ends in the damaged text
    inserted: bytes = b""
    follows: bytes = b""
    eaten: bool = False
    changed: bool = True


class Doubt(NamedTuple):
    """A different reading that came near: by how much it was less likely, its last step and the winner's."""

    gap: float
    loser: Step | None
    winner: Step | None
    earlier: Doubt | None


@dataclass(slots=True)
class Hypothesis:
    """A reading so far, with the different ones that it beat narrowly, the latest first."""

    score: float
    pending: int  # the first byte of the next true character
    context: int
    step: Step | None
    mark: int  # hash of the symbols read
    doubts: Doubt | None = None


Beam = dict[tuple[int, int], list[Hypothesis]]
"""Readings by their pending byte and context: those together can never differ again."""


def best_of(beam: Beam, width: int) -> list[Hypothesis]:
    """The best hypotheses of a beam, the best one first; of those that can never differ again, the best."""
    winners = sorted((max(alike, key=_score) for alike in beam.values()), key=_score, reverse=True)[:width]
    for winner in winners:
        for loser in beam[winner.pending, winner.context]:
            beaten(winner, loser)
    return winners


_score = attrgetter("score")


def beaten(winner: Hypothesis, loser: Hypothesis) -> None:
    """Note in the winner a different reading that it beat narrowly."""
    gap = winner.score - loser.score
    if gap < NARROW and winner.mark != loser.mark:
        winner.doubts = Doubt(gap, loser.step, winner.step, winner.doubts)
