"""The second edition: one page of each city changed, one gone, all else the same to the byte."""

from __future__ import annotations

import pytest

import replica

cities = pytest.mark.parametrize("city", replica.CITIES)


@cities
def test_one_page_changes_and_one_goes(city: str, portals, get) -> None:
    changed, gone = replica.changes(city)
    assert (len(changed), len(gone)) == (1, 1)
    before = {one.path: get(city, one.path) for one in replica.inventory(city) if one.reach != "foreign"}
    portals.edition = 2
    for path, old in before.items():
        new = get(city, path)
        if path in gone:
            assert (old.status, new.status) == (200, 404)
        elif path in changed:
            assert new.status == 200
            assert new.body != old.body
        else:
            assert (new.status, new.body) == (old.status, old.body)
    assert not set(gone) & {one.path for one in replica.inventory(city, 2)}


@cities
def test_validators_hold_for_what_is_unchanged_and_for_nothing_else(city: str, portals, get) -> None:
    changed, gone = replica.changes(city)
    offers = {}
    for one in replica.inventory(city):
        if one.reach not in ("ok", "js"):
            continue
        for path in (one.final_path, *one.attachments):
            offer = {}
            answer = get(city, path)
            if "ETag" in answer.headers:
                offer["If_None_Match"] = answer.headers["ETag"]
            if "Last-Modified" in answer.headers:
                offer["If_Modified_Since"] = answer.headers["Last-Modified"]
            assert offer, path
            offers[path] = offer
            again = get(city, path, **offer)
            assert (again.status, again.body) == (304, b"")
    assert {frozenset(offer) for offer in offers.values()} == {
        frozenset({"If_None_Match"}),
        frozenset({"If_Modified_Since"}),
        frozenset({"If_None_Match", "If_Modified_Since"}),
    }
    portals.edition = 2
    for path, offer in offers.items():
        expected = 404 if path in gone else 200 if path in changed else 304
        assert get(city, path, **offer).status == expected, path


def test_a_stale_tag_outranks_a_good_date(get) -> None:
    paths = [one.final_path for one in replica.inventory("fuyang") if one.reach == "ok"]
    answers = {path: get("fuyang", path) for path in paths}
    path = next(p for p, a in answers.items() if {"ETag", "Last-Modified"} <= set(a.headers))
    date = answers[path].headers["Last-Modified"]
    assert get("fuyang", path, If_None_Match='"other"', If_Modified_Since=date).status == 200
    assert get("fuyang", path, If_Modified_Since="no date").status == 200


def test_requests_are_counted(portals, get) -> None:
    get("changzhou", "/")
    get("changzhou", "/nowhere")
    assert [(r.city, r.path, r.status) for r in portals.requests] == [
        ("changzhou", "/", 200),
        ("changzhou", "/nowhere", 404),
    ]


def test_an_edition_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="edition"), replica.serve(edition=3):
        pass
