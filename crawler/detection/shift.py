"""GBK frame shifts: 申請?zhí)顚懱崾尽罚 → 申請填寫提示》.

Copying hosts put bytes into GBK text without regard to where characters begin: an annotation behind two
bytes that look like a character but straddle two (``?zhí)`` remains of it), or a stray byte before two that
look like punctuation (``?。`` remains). From there on, every pair of bytes is read one byte off until an
ASCII byte restores the frame. :mod:`crawler.detection.shift_search` finds what was written; a run is
``proved`` when the same bytes, put in again, print the damaged text, nothing was swallowed and no other
reading comes near in likelihood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.records import Certainty
from crawler.detection import gbk
from crawler.detection.language_model import NOTHING_BEFORE, SYMBOL, LanguageModel, PageModel, load
from crawler.detection.plan import Edit
from crawler.detection.script import simplified, tellers
from crawler.detection.shift_choices import Tables
from crawler.detection.shift_search import (
    ALIGNED,
    BRISK,
    THOROUGH,
    Hypothesis,
    Search,
    Step,
    Token,
    beaten,
    tokens,
)

KIND = "shift"
PROOF, OPEN_PROOF = 5.0, 8.0
"""How far behind (natural logarithm) every other reading must be for a run to be ``proved``: where the
damaged text tells every byte, and where dropped pairs leave some open. Of 1,128 runs in a tenth of the
newspaper, which the model had not seen, 558 were proved so, none of them wrongly."""
LONG = 40
"""Characters after which a run is searched with less effort."""
PLAUSIBLE = -7.5
"""The mean likelihood (natural logarithm) of a character under which a reading is no Chinese, unless it beats
all others by :data:`CLEAR`."""
CLEAR = 2.0
EFFORT = 30_000
"""Characters of one text that are searched at most; what may be damaged beyond them is only reported."""
SETTLED = 3
"""Tokens in the frame again after which a run is over."""

_MARKS = "。！？，；：!?,;:"
_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡɑ"
_ENTRY = re.compile(
    rf"\? ?[{_LETTERS}]{{1,6}} ?\)|\?(?=[！？，；：。])"
    rf"|\?(?=[{_MARKS}](?:[^\x00-\x7f]|[@-~]\( ?[{_LETTERS}]{{1,6}} ?\)))"
)
_HOLE = re.compile("[\u4e00-\u9fff]\\?+(?=[\u4e00-\u9fff])")
_HOLES = 2
"""Question marks between characters from which a line has lost characters, and its others mean no shift."""
_TAG_REMAINS = re.compile(r"/?(?:strong|span|font|div|em|br|h[1-6]|p|b|i|u|a|td|tr|li)\s*/?>")
_NOTES = re.compile(rf"\( ?[{_LETTERS}]{{1,6}} ?\)")
_FOLD = str.maketrans({full: half for half, full in gbk.FOLDED.items()} | {"\x01": None})


def detect(text: str) -> bool:
    """Whether anything in the text looks like the beginning of a shifted run."""
    return "?" in text and _ENTRY.search(text) is not None


def repair(text: str, *, model: LanguageModel | None = None) -> Iterator[Edit]:
    """Edits that put shifted runs right, and reports of the ASCII characters that were swallowed.

    ``model`` is the packaged (or learned) one where none is given; it is loaded only when a run may begin.
    """
    if not detect(text):
        return
    model = model or load()
    in_traditional = _in_traditional(text)
    search = Search(PageModel(model, _undamaged(text)), _tables(model, in_traditional))
    place = searched = 0
    while entry := _ENTRY.search(text, place):
        if searched > EFFORT:
            yield Edit(KIND, *entry.span(), None, "lost", "GBK frame shift in a text too damaged to search")
            place = entry.end()
            continue
        line_start = text.rfind("\n", 0, entry.start()) + 1
        line_end = text.find("\n", entry.start())
        line_end = len(text) if line_end < 0 else line_end
        start = entry.start()
        if entry[0] == "?" and len(_HOLE.findall(text, line_start, line_end)) >= _HOLES:
            place = entry.end()
            continue
        if entry[0][-1] == ")" and start > line_start:
            start = _character_before(text, line_start, start)  # the false match begins in it
        best, reached = _read(search, text, max(place, line_start), start, line_end)
        searched += reached - start
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


def _character_before(text: str, line_start: int, place: int) -> int:
    """Where the character before a place begins, or, if it has an annotation, that character."""
    note = text.rfind("(", max(line_start + 1, place - 9), place)
    if note > 0 and _NOTES.fullmatch(text, note, place):
        return note - 1
    return place - 1


def _undamaged(text: str) -> Iterator[str]:
    """The lines of a text, each as far as the first place where a run may begin."""
    for line in text.splitlines():
        entry = _ENTRY.search(line)
        yield _NOTES.sub("", line[: entry.start()] if entry else line)


def _read(search: Search, text: str, line_start: int, start: int, end: int) -> tuple[Hypothesis | None, int]:
    """The best reading from ``start`` to where the frame is settled again (or to ``end``), and that place."""
    search.line = _NOTES.sub("", text[line_start:start])
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
    context = NOTHING_BEFORE
    for character in before:
        number = search.symbol(character)
        goes_on = number == context & SYMBOL and character.isascii() and character.isalnum()
        if number is not None and not goes_on:
            _, context = search.model.step(context, number)
    return context


def _edits(text: str, start: int, best: Hypothesis, search: Search) -> Iterator[Edit]:
    steps: list[Step] = []
    step = best.step
    while step is not None:
        steps.append(step)
        step = step.back
    steps.reverse()
    whole = "".join(step.text for step in steps)
    rival = _rival(best, steps)
    place, run_start, run_text_start, done = start, start, 0, 0
    run: list[Step] = []
    for step in [*steps, None]:
        if step is not None and step.changed:
            if not run:
                run_start, run_text_start = place, done
            run.append(step)
        elif run:
            runner_up = _differing(whole, rival, run_text_start, done)
            likelihood = _likelihood(search, whole[:run_text_start], whole[run_text_start:done])
            if likelihood >= PLAUSIBLE or best.gap >= CLEAR:
                yield from _run(text, run_start, run, best.gap, runner_up, search.model.name)
            else:
                rule = "what looks like a GBK frame shift reads as nothing"
                yield Edit(KIND, run_start, place, None, "lost", rule)
            run = []
        if step is not None:
            place, done = step.end, done + len(step.text)


def _likelihood(search: Search, before: str, run: str) -> float:
    """The mean likelihood (natural logarithm) of a run's characters."""
    context = _context(search, f"{search.line[-8:]}{before}"[-12:])
    total, count = 0.0, 0
    for character in run:
        if (number := search.symbol(character)) is not None:
            likelihood, context = search.model.step(context, number)
            total += likelihood
            count += 1
    return total / max(1, count)


def _run(
    text: str, start: int, run: list[Step], gap: float, runner_up: str | None, model: str
) -> Iterator[Edit]:
    end, after = run[-1].end, "".join(step.text for step in run)
    redamaged = gbk.shown(_bytes(run))
    margin = OPEN_PROOF if any(step.is_open for step in run) else PROOF
    proved = (
        gap >= margin and not run[-1].eaten and redamaged.translate(_FOLD) == text[start:end].translate(_FOLD)
    )
    cause = "false match of an annotation" if ")" in text[start:end] else "stray byte before punctuation"
    rule = f"GBK frame shift: {cause} (model: {model})"
    certainty: Certainty = "proved" if proved else "inferred"
    if run[-1].eaten:
        remains = _TAG_REMAINS.match(text, end)
        if remains is None:
            yield Edit(
                KIND, end - 1, end, None, "lost", "an ASCII character swallowed at the end of a frame shift"
            )
            end -= 1
        else:
            end = remains.end()
    if proved:
        runner_up = None
    elif runner_up is not None:
        runner_up = simplified(runner_up)
    yield Edit(KIND, start, end, after, certainty, rule, runner_up)


def _bytes(run: list[Step]) -> bytes:
    """The damaged bytes of a run: its true characters with what was put in between."""
    data, held = b"", b""
    for step in run:
        held += step.inserted
        if step.text:
            code = gbk.pair(step.text)
            data += bytes((code >> 8,)) + held + bytes((code & 0xFF,)) + step.follows
            held = b""
    return data


def _rival(best: Hypothesis, steps: list[Step]) -> str | None:
    """The text of the second-best reading of the same stretch."""
    if best.rival is None:
        return None
    loser, winner = best.rival
    parts: list[str] = []
    for step in reversed(steps):
        if step is winner:
            break
        parts.append(step.text)
    while loser is not None:
        parts.append(loser.text)
        loser = loser.back
    return "".join(reversed(parts))


def _differing(whole: str, rival: str | None, start: int, end: int) -> str | None:
    """The rival's reading of ``whole[start:end]``, where all around it is the same."""
    if rival is None or rival[:start] != whole[:start]:
        return None
    tail = len(whole) - end
    if tail and rival[-tail:] != whole[end:]:
        return None
    return rival[start : len(rival) - tail]
