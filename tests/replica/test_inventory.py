"""What the inventory promises of every city's portal, and that the portal keeps it."""

from __future__ import annotations

import pytest

import replica
from archive.records import FIELDS

READABLE = ("ok", "js")
STATUS = {"ok": 200, "js": 200, "shell": 200, "missing": 404, "robots": 200}

cities = pytest.mark.parametrize("city", replica.CITIES)


@cities
def test_a_city_has_forty_documents_of_every_kind_over_five_years(city: str) -> None:
    documents = [one for one in replica.inventory(city) if one.reach in READABLE]
    assert len(documents) >= 40
    assert {one.kind for one in documents} == {"annual_report", "work_plan", "work_summary", "policy"}
    assert len({one.report_year for one in documents}) >= 5
    assert len({one.path for one in documents}) == len(documents)


@cities
def test_every_listed_address_answers_as_the_inventory_says(city: str, get) -> None:
    for one in replica.inventory(city):
        if one.reach == "foreign":
            assert one.path.startswith("http://")
            continue
        answer = get(city, one.path)
        if one.final_path != one.path:
            assert (answer.status, answer.headers["Location"]) == (302, one.final_path)
            answer = get(city, one.final_path)
        if one.reach == "blocked":
            assert answer.status in (403, 412, 521)
        else:
            assert answer.status == STATUS[one.reach], one
        if one.reach == "shell":
            assert len(answer.body) < 1024
        for path in one.attachments:
            assert get(city, path).status == 200


@cities
def test_every_city_has_the_traps_of_a_real_list(city: str) -> None:
    expected = replica.inventory(city)
    assert {"ok", "missing", "robots", "foreign"} <= {one.reach for one in expected}
    assert {"blocked", "shell"} & {one.reach for one in expected}
    assert sum(one.final_path != one.path for one in expected) == 1


def test_between_them_the_cities_have_every_wall_and_one_scripted_list() -> None:
    reaches = {one.reach for city in replica.CITIES for one in replica.inventory(city)}
    assert reaches == {"ok", "js", "blocked", "shell", "missing", "robots", "foreign"}
    assert {one.column for one in replica.inventory("zhaoyuan") if one.reach == "js"} == {"工作总结"}


@cities
def test_pages_weigh_what_real_ones_weigh_and_say_that_they_are_samples(city: str, get) -> None:
    documents = [one for one in replica.inventory(city) if one.reach in READABLE]
    for one in documents:
        page = get(city, one.final_path).body
        if one.title == "停水通告":  # the page that declares nothing and says next to nothing
            assert 1024 < len(page) < 30_000
            assert b"sample page" in page
            continue
        assert 30_000 <= len(page) <= 60_000, one.title
        assert "本页为 gongkai 项目样例，数字均为虚构" in page.decode(one.charset)


@cities
def test_undamaged_pages_carry_their_text_title_and_header(city: str, get) -> None:
    from lxml import html

    for one in replica.inventory(city):
        if one.reach not in READABLE or one.injuries:
            continue
        tree = html.fromstring(get(city, one.final_path).body.decode(one.charset))
        shown = "".join("".join(tree.itertext()).split())
        for line in one.text.splitlines():
            for cell in line.split(" | "):
                assert "".join(cell.split()) in shown, (one.title, cell)
        for label, value in one.labels.items():
            assert label in shown or "??" in shown
            assert "".join(value.split()) in shown


@cities
def test_catalogues_use_the_archive_s_fields_and_iso_dates(city: str) -> None:
    for one in replica.inventory(city):
        assert set(one.catalogue) <= set(FIELDS)
        for field in ("written_on", "published_on"):
            if field in one.catalogue:
                year, month, day = str(one.catalogue[field]).split("-")
                assert (len(year), len(month), len(day)) == (4, 2, 2)


def test_every_class_of_damage_is_somewhere() -> None:
    kinds = {kind for city in replica.CITIES for one in replica.inventory(city) for kind in one.damage}
    assert kinds >= {
        # (a) and (b): annotations and shifted frames
        *("pinyin", "shift", "lone_lead", "script"),
        # (c) Taiwan's words, (d) dropped, (e) put in
        *("taiwan", "dropped", "emptied_table", "lost_labels", "spam", "foreign_host", "brand"),
        # (f) classical
        *("utf8_as_gbk", "gbk_as_latin1", "utf8_as_latin1", "gbk_as_big5", "kun_jin_kao", "uninitialised"),
        *("holes", "private_use", "doubled_entities", "question_marks", "through_gbk"),
        *("font_swaps", "masked", "dropped_units"),
    }


@cities
def test_injuries_show_what_the_page_shows(city: str, get) -> None:
    from lxml import html

    for one in replica.inventory(city):
        if not one.injuries:
            continue
        page = get(city, one.final_path).body.decode(one.charset)
        shown = "".join("".join(html.fromstring(page).itertext()).split())
        last = {injury.truth: injury for injury in one.injuries}  # a block hurt twice shows the last hurt
        for injury in last.values():
            assert injury.shown != injury.truth
            # The bars between cells are the inventory's; a shifted frame may leave one of its own.
            wanted = "".join(injury.shown.replace("|", "").split())
            assert wanted in shown.replace("|", ""), (one.title, injury.kind)
