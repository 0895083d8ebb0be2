"""GBK frame shifts: 申請?zhí)顚懱崾尽罚 → 申請填寫提示》.

Copying hosts put bytes into GBK text without regard to where characters begin: an annotation behind two
bytes that look like a character but straddle two (``?zhí)`` remains of it), or a stray byte before two that
look like punctuation (``?。`` remains, or with another decoder ``。`` alone). From there on, every pair of
bytes is read one byte off until an ASCII byte restores the frame. :mod:`crawler.detection.shift_search` finds
what was written. Where the same bytes, put in again, print the damaged text, a run is ``proved`` but for the
stretches where another reading comes near in likelihood, or where a second byte was swallowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby

from crawler.detection import gbk
from crawler.detection.language_model import NOTHING_BEFORE, LanguageModel, PageModel, load
from crawler.detection.plan import Edit
from crawler.detection.script import simplified, tellers
from crawler.detection.shift_choices import Tables
from crawler.detection.shift_entries import (
    NOTE,
    character_before,
    is_opened,
    is_silent,
    opened,
    undamaged,
    unopened,
)
from crawler.detection.shift_hypotheses import ALIGNED, SOME_BYTE, Hypothesis, Step, beaten
from crawler.detection.shift_rivals import Rival, in_doubt, path, rivals, runner_up, stretches
from crawler.detection.shift_search import BRISK, THOROUGH, Search
from crawler.detection.shift_tokens import Token, tokens
from crawler.detection.smoothing import SYMBOL

KIND = "shift"
LONG = 40
"""Characters after which a run is searched with less effort, and what is found is not called proved."""
PLAUSIBLE = -7.5
"""The mean likelihood (natural logarithm) of a character under which a reading is no Chinese, unless it beats
all others by :data:`CLEAR`."""
CLEAR = 2.0
FAMILIAR = -5.5
"""The same mean, with the character behind the run: from here on the model knows such text, and can be
trusted to tell readings apart. In a less familiar run nothing is called proved, unless there is no other
reading at all."""
ORDINARY = -4.5
"""The same mean, from which on a run is worded as the model knows it well."""
EFFORT = 30_000
"""Characters of one text that are searched at most; what may be damaged beyond them is only reported."""
ENTRY = 10
"""What beginning a run costs, in such characters."""
NEAR = 2_000
"""Characters of a line that are looked at on either side of where a run begins."""
OWN = 50_000
"""Characters of a text that its own words are learned from."""
SETTLED = 3
"""Tokens in the frame again after which a run is over."""

_HOLE = re.compile("[\u4e00-\u9fff]\\?+(?=[\u4e00-\u9fff])")
_HOLES = 2
"""Question marks between characters from which a line has lost characters, and its others mean no shift."""
_TAG_REMAINS = re.compile(r"/?(?:strong|span|font|div|em|br|h[1-6]|p|b|i|u|a|td|tr|li)\s*/?>")
_FOLD = str.maketrans({full: half for half, full in gbk.FOLDED.items()} | {SOME_BYTE.decode(): None})


def detect(text: str) -> bool:
    """Whether anything in the text looks like the beginning of a shifted run."""
    return is_opened(text) or is_silent(text)


def is_mended(text: str) -> bool:
    """Whether the search finds shifted runs in the text that it can put right."""
    return any(edit.after is not None for edit in repair(text))


def repair(text: str, *, model: LanguageModel | None = None) -> Iterator[Edit]:
    """Edits that put shifted runs right, and reports of the ASCII characters that were swallowed.

    ``model`` is the packaged (or learned) one where none is given; it is loaded only when a run may begin.
    """
    silent = not is_opened(text)  # a page has been through one decoder
    if silent and not is_silent(text):
        return
    entries = unopened if silent else opened
    model = model or load()
    tables = _tables(model, _in_traditional(text))
    search = Search(PageModel(model, undamaged(text[:OWN], entries)), tables, silent=silent)
    place = searched = 0
    while entry := entries(text, place):
        if searched > EFFORT:
            if not silent:
                rule = "GBK frame shift in a text too damaged to search"
                yield Edit(KIND, *entry.span(), None, "lost", rule)
            place = entry.end()
            continue
        start = entry.start()
        line_start = text.rfind("\n", max(0, start - NEAR), start) + 1 or max(0, start - NEAR)
        line_end = text.find("\n", start, start + NEAR)
        line_end = min(start + NEAR, len(text)) if line_end < 0 else line_end
        if entry[0] == "?" and len(_HOLE.findall(text, line_start, line_end)) >= _HOLES:
            place = entry.end()
            continue
        if entry[0][-1] == ")" and start > line_start:
            start = character_before(text, line_start, start)  # the false match begins in it
        best, reached = _read(search, text, max(place, line_start), start, line_end)
        searched += reached - start + ENTRY
        place = max(entry.end(), reached)
        if best is not None:
            yield from _edits(text, start, best, search)


@cache
def _tables(model: LanguageModel, traditional: bool | None) -> Tables:
    return Tables(model, traditional=traditional)


def _in_traditional(text: str) -> bool | None:
    """Whether the page stands in traditional script; None where it is too short or too mixed to say."""
    traditional, simple = (len(teller.findall(text)) for teller in tellers())
    if traditional + simple < 20 or 0.2 < traditional / (traditional + simple) < 0.6:
        return None
    return traditional > simple


def _read(search: Search, text: str, line_start: int, start: int, end: int) -> tuple[Hypothesis | None, int]:
    """The best reading from ``start`` to where the frame is settled again (or to ``end``), and that place."""
    search.line = NOTE.sub("", text[line_start:start])
    hypotheses = [Hypothesis(0.0, ALIGNED, _context(search, search.line[-12:]), None, 0)]
    row = iter(tokens(text, start, end))
    before: Token | None = None
    token = next(row, None)
    while token is not None:
        ahead = next(row, None)
        effort = THOROUGH if token.start - start < LONG else BRISK
        hypotheses = search.advanced(hypotheses, token, before, ahead, effort=effort)
        if not hypotheses:
            return None, token.end
        if _settled(hypotheses):
            end = token.end
            break
        before, token = before if token.notes else token, ahead
    else:
        hypotheses = search.ended(hypotheses, end)
    if not hypotheses:
        return None, end
    best = hypotheses[0]
    for other in hypotheses[1:]:
        beaten(best, other)
    return best, end


def _settled(hypotheses: list[Hypothesis]) -> bool:
    if any(h.pending != ALIGNED for h in hypotheses):
        return False
    step = hypotheses[0].step
    for _ in range(SETTLED):
        if step is None or step.changed:
            return False
        step = step.back
    return True


def _context(search: Search, before: str) -> int:
    """The model's context behind a stretch of text."""
    contexts = [context for _, context in _walked(search, before)]
    return contexts[-1] if contexts else NOTHING_BEFORE


def _walked(search: Search, texts: Iterable[str]) -> Iterator[tuple[float | None, int]]:
    """Each character's likelihood (None where the model sees none) and the context behind it."""
    context = NOTHING_BEFORE
    for text in texts:
        number = search.symbol(text) if len(text) == 1 else None
        goes_on = number == context & SYMBOL and text.isascii() and text.isalnum()
        likelihood = None
        if number is not None and not goes_on:
            likelihood = search.model.likelihood(context, number)
            context = search.model.after(context, number)
        yield likelihood, context


def _edits(text: str, start: int, best: Hypothesis, search: Search) -> Iterator[Edit]:
    steps = path(best.step)
    likelihoods = _likelihoods(search, steps)
    others = list(rivals(best, steps))
    for changed, row in groupby(range(len(steps)), lambda place: steps[place].changed):
        if not changed:
            continue
        places = [*row]
        first, last = places[0], places[-1] + 1
        run_start = steps[first - 1].end if first else start
        own = [rival for rival in others if rival.first < last and rival.last > first]
        if _mean(likelihoods[first:last]) < PLAUSIBLE and any(rival.gap < CLEAR for rival in own):
            rule = "what looks like a GBK frame shift reads as nothing"
            yield Edit(KIND, run_start, steps[last - 1].end, None, "lost", rule)
        else:
            mean = _mean(likelihoods[first : last + 1])
            trusted = start + LONG if mean >= FAMILIAR or not own else start
            yield from _run(
                text,
                run_start,
                steps,
                range(first, last),
                own,
                search.model.name,
                trusted=trusted,
                ordinary=mean >= ORDINARY,
                silent=search.silent,
            )


def _mean(likelihoods: Sequence[float | None]) -> float:
    known = [likelihood for likelihood in likelihoods if likelihood is not None]
    return sum(known) / max(1, len(known))


def _likelihoods(search: Search, steps: Sequence[Step]) -> list[float | None]:
    """The natural logarithm of each step's probability; None where the model sees no character."""
    before = search.line[-12:]
    walked = _walked(search, [*before, *(step.text for step in steps)])
    return [likelihood for likelihood, _ in walked][len(before) :]


def _run(
    text: str,
    start: int,
    steps: Sequence[Step],
    places: range,
    others: Sequence[Rival],
    model: str,
    *,
    trusted: int,
    ordinary: bool,
    silent: bool,
) -> Iterator[Edit]:
    """The edits of one run: stretches that are proved, and those that another reading puts in doubt.

    The search is to be ``trusted`` up to that place in the text.
    """
    run = steps[places.start : places.stop]
    end = run[-1].end
    cause = "false match of an annotation" if ")" in text[start:end] else "stray byte before punctuation"
    rule = f"GBK frame shift: {cause} (model: {model})"
    shown, stands = (one.translate(_FOLD) for one in (gbk.shown(_bytes(run), silent=silent), text[start:end]))
    redamaged = stands == shown
    doubtful = in_doubt(places, others, ordinary=ordinary) if redamaged else set(places)
    doubtful.update(
        place for place in places if steps[place].end > trusted or steps[place].follows == SOME_BYTE
    )
    if run[-1].eaten:
        remains = _TAG_REMAINS.match(text, end)
        if remains is None:
            end -= 1
            swallowed = "an ASCII character swallowed at the end of a frame shift"
            yield Edit(KIND, end, end + 1, None, "lost", swallowed)
        else:
            end = remains.end()
    for stretch in stretches(steps, places, doubtful):
        after = "".join(step.text for step in steps[stretch.start : stretch.stop])
        stop = end if stretch.stop == places.stop else steps[stretch.stop - 1].end
        if doubtful.isdisjoint(stretch):
            yield Edit(KIND, start, stop, after, "proved", rule)
        else:
            second = runner_up(steps, stretch, others)
            yield Edit(KIND, start, stop, after, "inferred", rule, second and simplified(second))
        start = stop


def _bytes(run: Sequence[Step]) -> bytes:
    """The damaged bytes of a run: its true characters with what was put in between."""
    data, held = b"", b""
    for step in run:
        held += step.inserted
        if step.text.isascii():
            data += step.text.encode("ascii")
        else:
            code = gbk.pair(step.text)
            data += bytes((code >> 8,)) + held + bytes((code & 0xFF,)) + step.follows
            held = b""
    return data
