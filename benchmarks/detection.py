"""How well damage is repaired: damages clean text in every known way, repairs it, and counts.

Run it with ``python -m benchmarks.detection``. The text is government prose written for this purpose and
every fortieth paragraph of the packaged newspaper, which the language model of this run is built without.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import opencc

from benchmarks import damage_models as damage
from crawler.detection import charset, language_model, plan, repair

HELD_OUT = 40
CODECS = ("utf-8", "gb18030", "big5hkscs")
PAGE = 8
"""Paragraphs that make one page."""

_ANNOTATION = re.compile(r"[(（] ?[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]{1,6} ?[)）]")
_WIDTH = str.maketrans(",:;!?()", "，：；！？（）")
_WEB = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
"""The paper's full-width digits and letters, as web pages write them."""
_TO_SIMPLE = opencc.OpenCC("t2s.json")


@dataclass
class Score:
    """What became of the damage of one kind; characters are counted by edit distance, ASCII left aside.

    So are question marks: one stands for an ASCII character swallowed at a run's end, which is lost.
    """

    kind: str
    damaged: int = 0
    left: int = 0
    worse: int = 0  # paragraphs further from the truth than stripping and converting leaves them
    proved: int = 0
    proved_right: int = 0
    annotations: int = 0  # annotations left standing
    characters: int = 0
    seconds: float = 0.0
    slowest: float = 0.0  # of a page
    stripped_left: int = 0
    ftfy_left: int = 0

    @property
    def restored(self) -> float:
        return 1 - self.left / self.damaged if self.damaged else 1.0

    @property
    def proof_kept(self) -> float:
        return self.proved_right / self.proved if self.proved else 1.0


@cache
def paragraphs() -> tuple[str, ...]:
    """Clean text that the language model has not seen: our own prose, and a part of the newspaper."""
    own = Path(__file__).with_name("prose.txt").read_text(encoding="utf-8").split("\n")
    paper = [
        text.translate(_WEB)
        for place, text in enumerate(language_model.packaged_corpus())
        if place % HELD_OUT == 0
    ]
    return tuple(text for text in [*own, *paper] if 40 <= len(text) <= 400 and text.isprintable())


@cache
def held_out_model() -> language_model.LanguageModel:
    """The packaged model without the paragraphs it is measured on."""
    seen = (text for place, text in enumerate(language_model.packaged_corpus()) if place % HELD_OUT)
    block = language_model.build([*seen, *language_model.wording()])
    return language_model.LanguageModel("held-out newspaper", memoryview(block))


def kinds(rng: random.Random) -> dict[str, Callable[[str], str]]:
    """The ways of damaging a paragraph, by name."""
    return {
        "annotations": lambda text: damage.annotated(damage.traditional(text), damage.KEYS),
        "annotations, blank": lambda text: damage.annotated(
            damage.traditional(text), damage.KEYS, pattern="{0}({1} )"
        ),
        "shift: false match": lambda text: damage.shifted(
            damage.traditional(text), keys=damage.KEYS, rng=rng
        ),
        "shift: any key": lambda text: damage.one_false_match(damage.traditional(text), rng),
        "shift: stray, traditional": lambda text: damage.shifted(
            "　" + damage.traditional(text), stray=0.5, rng=rng
        ),
        "shift: both, folded": lambda text: damage.folded(
            damage.shifted("　" + damage.traditional(text), keys=damage.KEYS, stray=0.5, rng=rng)
        ),
        "shift: stray, simplified": lambda text: damage.shifted("　" + text, stray=0.3, rng=rng),
        "shift: silent, traditional": lambda text: damage.shifted(
            "　" + damage.traditional(text), stray=0.5, rng=rng, question_marks=False
        ),
        "shift: silent, simplified": lambda text: damage.shifted(
            "　" + text, stray=0.3, rng=rng, question_marks=False
        ),
        "shift: silent, false match": lambda text: damage.shifted(
            damage.traditional(text), keys=damage.KEYS, rng=rng, question_marks=False
        ),
        "script": damage.traditional,
        "UTF-8 as Latin-1": lambda text: damage.misread(text, "utf-8", "latin-1"),
        "UTF-8 as Latin-1 twice": lambda text: damage.misread(
            damage.misread(text, "utf-8", "latin-1"), "utf-8", "latin-1"
        ),
        "GBK as Latin-1": lambda text: damage.misread(text, "gbk", "latin-1"),
        "Big5 as GBK": lambda text: damage.big5_misread(text, "gb18030"),
        "Big5 as Latin-1": lambda text: damage.big5_misread(text, "latin-1"),
        "UTF-8 as Latin-1 as GBK": lambda text: damage.misread(
            damage.misread(text, "utf-8", "latin-1"), "utf-8", "gbk"
        ),
        "Taiwan's words": damage.taiwan_wording,
        "PDF fonts": damage.font_swapped,
        "UTF-8 as GBK, with holes": lambda text: damage.misread(text, "utf-8", "gbk"),
        "nothing": lambda text: text,
    }


def measure(kind: str, damaging: Callable[[str], str], texts: Sequence[str], *, peers: bool = False) -> Score:
    """Damage, repair and compare, page by page."""
    score = Score(kind)
    for start in range(0, len(texts), PAGE):
        truths = texts[start : start + PAGE]
        damaged = [damaging(text).replace("\n", "") for text in truths]
        page = "\n".join(damaged)
        began = time.perf_counter()
        repaired = repair(page)
        seconds = time.perf_counter() - began
        score.seconds += seconds
        score.slowest = max(score.slowest, seconds / max(1, len(page)) * 4000)
        score.characters += len(page)
        score.annotations += len(_ANNOTATION.findall(repaired.text))
        _compare(score, truths, damaged, repaired.text.split("\n"), peers)
        places = plan.Places(repaired.findings)
        after = repaired.text.split("\n")
        for finding in repaired.findings:
            if finding.after is None or finding.certainty != "proved":
                continue
            if kind.startswith("shift") and finding.kind != "shift":
                continue  # the many characters converted would hide a wrong run
            line, place = _in_line(repaired.text, places.to_text(finding.start))
            score.proved += 1
            score.proved_right += _stands(finding.after, place, after[line], truths[line])
    return score


def _compare(
    score: Score, truths: Sequence[str], damaged: Sequence[str], repaired: Sequence[str], peers: bool
) -> None:
    for truth, before, after in zip(truths, damaged, repaired, strict=True):
        stripped = distance(stripped_and_converted(before), truth)
        left = distance(after, truth)
        score.damaged += stripped if score.kind.startswith("shift") else distance(before, truth)
        score.left += left
        score.worse += left > stripped
        score.stripped_left += stripped
        if peers and find_spec("ftfy"):
            import ftfy

            score.ftfy_left += distance(ftfy.fix_text(before), truth)


def _in_line(text: str, place: int) -> tuple[int, int]:
    """The number of the line a place is in, and the place in it."""
    return text.count("\n", 0, place), place - text.rfind("\n", 0, place) - 1


def _stands(after: str, place: int, line: str, truth: str) -> bool:
    """Whether what a repair put at that place of a line is what the truth has there."""
    start, length = len(_bare(line[:place])), len(_bare(after))
    found = SequenceMatcher(None, _bare(line), _bare(truth), autojunk=False).get_matching_blocks()
    return length == 0 or any(m.a <= start and start + length <= m.a + m.size for m in found)


def stripped_and_converted(text: str) -> str:
    """What anybody does about such pages: strip the annotations, convert the script."""
    converted: str = _TO_SIMPLE.convert(_ANNOTATION.sub("", text))
    return converted


def _bare(text: str) -> str:
    return "".join(c for c in text.translate(_WIDTH) if c > "\x7f" and c not in "\u3000\xa0？")


def distance(one: str, other: str) -> int:
    """Levenshtein's, over what is not ASCII."""
    a, b = _bare(one), _bare(other)
    start = next((i for i, (c, d) in enumerate(zip(a, b, strict=False)) if c != d), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, d in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (c != d))
    return row[-1]


def speeds(texts: Sequence[str]) -> dict[str, float]:
    """How many times faster than the peers clean text is screened, and pages and plain text decoded."""
    import ftfy
    from charset_normalizer import from_bytes

    clean = "\n".join(texts) * 4
    found = {
        "screening / ftfy": _seconds(lambda: ftfy.fix_text(clean)) / _seconds(lambda: repair(clean)),
    }
    bodies = {f"a page in {codec}": pages(texts, codec) for codec in CODECS}
    bodies["80 kB of plain text in gb18030"] = [
        clean[start : start + 40_000].encode("gb18030") for start in range(0, 30_000, 10_000)
    ]
    for what, some in bodies.items():
        theirs, ours = iter(some), iter(some)
        found[f"decoding {what} / charset-normalizer"] = _seconds(
            lambda theirs=theirs: str(from_bytes(next(theirs)).best())
        ) / _seconds(lambda ours=ours: charset.decode(next(ours), html=True))
    return found


def pages(texts: Sequence[str], codec: str) -> list[bytes]:
    """Pages of sixty paragraphs, every one another: charset-normalizer remembers what it was asked."""
    bodies = []
    for number in range(3):
        some = random.Random(number).sample(texts, 60)
        page = "\n".join(f"<p>{damage.traditional(t) if codec == 'big5hkscs' else t}</p>" for t in some)
        bodies.append(page.encode(codec, "ignore"))
    return bodies


def _seconds(work: Callable[[], object]) -> float:
    best = 1e9
    for _ in range(3):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print one line a kind of damage."""
    language_model.use(held_out_model())
    texts = paragraphs()
    print(f"{len(texts)} paragraphs, {sum(map(len, texts)):,} characters, none of them in the model\n")
    print(
        f"{'kind':26} {'damaged':>8} {'left':>6} {'restored':>9} {'strip+OpenCC':>13} {'ftfy':>7}"
        f" {'worse':>6} {'proved right':>14} {'s/page':>7}"
    )
    for kind, damaging in kinds(random.Random(1)).items():
        score = measure(kind, damaging, texts, peers=True)
        print(
            f"{kind:26} {score.damaged:8} {score.left:6} {score.restored:9.1%} {score.stripped_left:13}"
            f" {score.ftfy_left:7} {score.worse:6} {score.proved_right:7}/{score.proved:<6}"
            f" {score.seconds / max(1, score.characters) * 4000:7.2f}"
        )
    for what, factor in speeds(texts).items():
        print(f"{what}: {factor:.1f} times")


if __name__ == "__main__":
    main()
