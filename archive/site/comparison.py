"""What differs between two versions of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import NotFound, Response

from archive import versions
from archive.site import document
from archive.site.views import ask, draw, number_in
from archive.store import Archive

_AROUND = 1
"""So many unchanged paragraphs are shown on either side of a change."""

Words = tuple[tuple[str, bool], ...]
"""A paragraph in parts: text, and whether it differs."""


@dataclass(frozen=True, slots=True)
class Step:
    """A paragraph that was removed or added, one that stayed, or (``skipped``) a number of those."""

    change: str
    words: Words = ()
    skipped: int = 0


async def view(datasette: Any, request: Any) -> Response:
    number, before = number_in(request, "number"), number_in(request, "before")

    def question(archive: Archive) -> dict[str, Any]:
        found = versions.difference(archive.db.conn, before, number)
        if found.before.url != found.after.url:
            raise NotFound("these two documents are not versions of one page")
        return {**document.facts(archive, number), "difference": found, "steps": steps(found.text)}

    return await draw(datasette, request, "comparison.html", **await ask(datasette, question))


def steps(changes: tuple[versions.TextChange, ...]) -> list[Step]:
    """The changes of the text a paragraph each, long unchanged stretches shortened."""
    found: list[Step] = []
    for place, change in enumerate(changes):
        following = changes[place + 1] if place + 1 < len(changes) else None
        preceding = changes[place - 1] if place else None
        if change.change == "same":
            found += _shortened(change.paragraphs, opens=preceding is None, closes=following is None)
        elif change.change == "removed" and following is not None and following.change == "added":
            found += _replaced(change.paragraphs, following.paragraphs)
        elif change.change == "removed" or preceding is None or preceding.change != "removed":
            found += [Step(change.change, ((paragraph, True),)) for paragraph in change.paragraphs]
    return found


def _replaced(old: tuple[str, ...], new: tuple[str, ...]) -> list[Step]:
    """Paragraphs that took the place of others: as many as pair up are compared word by word."""
    found: list[Step] = []
    for before, after in zip(old, new, strict=False):
        left, right = versions.word_changes(before, after)
        found += [Step("removed", _parts(before, left)), Step("added", _parts(after, right))]
    found += [Step("removed", ((paragraph, True),)) for paragraph in old[len(new) :]]
    return found + [Step("added", ((paragraph, True),)) for paragraph in new[len(old) :]]


def _parts(paragraph: str, places: list[tuple[int, int]]) -> Words:
    parts: list[tuple[str, bool]] = []
    done = 0
    for start, end in places:
        parts += [(paragraph[done:start], False), (paragraph[start:end], True)]
        done = end
    return (*parts, (paragraph[done:], False))


def _shortened(paragraphs: tuple[str, ...], *, opens: bool, closes: bool) -> list[Step]:
    head = 0 if opens else _AROUND
    tail = 0 if closes else _AROUND
    middle = len(paragraphs) - head - tail
    shown = [Step("same", ((paragraph, False),)) for paragraph in paragraphs]
    if middle <= 1:
        return shown
    return [*shown[:head], Step("same", skipped=middle), *shown[len(shown) - tail :]]
