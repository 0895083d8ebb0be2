"""WARC and WACZ files made by others."""

from __future__ import annotations

import contextlib
import gzip
import random
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import InputError
from archive.records import Capture
from crawler import codings, warc_intake
from crawler.items import Item, LeftOut
from crawler.warc_records import LIMIT, Originals

from .warc_samples import PAGE, digest, http, page, record, zipped


def read(path: Path, find: Callable[[str, str], Capture | None] | None = None) -> Iterator[Item]:
    """The file's items; what was had before can be found again, as in an archive."""
    had: dict[tuple[str, str], Capture] = {}
    for item in warc_intake.read(path, Originals(find or (lambda url, at: had.get((url, at))))):
        if isinstance(item.page, Capture):
            had[item.page.url, item.page.fetched_at] = item.page
        yield item


def items(tmp_path: Path, data: bytes, name: str = "x.warc") -> list[Item]:
    (tmp_path / name).write_bytes(data)
    return list(read(tmp_path / name))


def captures(found: list[Item]) -> list[Capture]:
    return [item.page for item in found if isinstance(item.page, Capture)]


def urls(found: list[Item]) -> list[str]:
    return [capture.url for capture in captures(found)]


def refusals(found: list[Item]) -> list[str]:
    return [str(item.page) for item in found if isinstance(item.page, InputError)]


def reasons(found: list[Item]) -> list[str]:
    return [item.page.reason for item in found if isinstance(item.page, LeftOut)]


def one_frame(*records: bytes) -> bytes:
    return zstandard.compress(b"".join(records))


def with_dictionary(*records: bytes) -> bytes:
    """As .warc.zst has it: the dictionary in a skippable frame before the records' frames."""
    samples = [page(number, PAGE * (number % 5 + 1)) for number in range(200)]
    trained = zstandard.train_dictionary(4096, samples)
    packer = zstandard.ZstdCompressor(dict_data=trained)
    data = trained.as_bytes()
    head = b"\x5d\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data
    return head + b"".join(map(packer.compress, records))


@pytest.mark.parametrize(
    "pack",
    [
        lambda *records: b"".join(records),
        zipped,
        lambda *records: gzip.compress(b"".join(records)),
        lambda *records: b"".join(map(zstandard.compress, records)),
        one_frame,
        with_dictionary,
    ],
    ids=["plain", "gzip", "one gzip member", "zstd", "one zstd frame", "zstd with a dictionary"],
)
def test_every_packing_gives_the_same_captures(tmp_path: Path, pack: Callable[..., bytes]) -> None:
    found = captures(items(tmp_path, pack(page(1), page(2))))
    assert [capture.url for capture in found] == ["http://a.example/1.html", "http://a.example/2.html"]
    assert found[0].body == PAGE
    assert (found[0].fetched_at, found[0].status) == ("2024-05-06T07:08:09Z", 200)
    assert found[0].header("content-type") == "text/html; charset=utf-8"


def test_only_pages_and_readable_files_are_taken(tmp_path: Path) -> None:
    def sent(kind: str, url: str, status: str = "200 OK") -> bytes:
        return record(
            http(b"%PDF-1.4", f"Content-Type: {kind}", status=status), url=f"http://a.example/{url}"
        )

    found = items(
        tmp_path,
        b"".join([
            record(b"software: x\r\n", kind="warcinfo", content_type="application/warc-fields"),
            record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
            sent("application/pdf", "a.pdf"), sent("application/octet-stream", "b.docx"),
            sent("text/plain", "c.txt"), sent("application/xhtml+xml", "d"),
            sent("image/png", "e.png"), sent("text/javascript", "f.js"), sent("text/plain", "robots.txt"),
            sent("application/octet-stream", "g.exe"), sent("text/html", "h", "404 Not Found"),
            sent("text/html", "i", "302 Found"), sent("image/svg+xml", "j.svg"),
            record(b"1.2.3.4", content_type="text/dns", url="dns:a.example"),
            record(PAGE, kind="resource", content_type="text/html", url="http://a.example/k"),
        ]),
    )  # fmt: skip
    assert urls(found) == [f"http://a.example/{name}" for name in ("a.pdf", "b.docx", "c.txt", "d", "k")]
    assert reasons(found) == [
        "image/png", "text/javascript", "text/plain", "application/octet-stream", "status 404", "status 302",
        "image/svg+xml", "not http",
    ]  # fmt: skip


@pytest.mark.parametrize("url", ["http://[::1/x", "http://[bad]/", "", "\x00"])
def test_an_address_that_is_none_costs_that_record_alone(tmp_path: Path, url: str) -> None:
    found = items(tmp_path, record(http(PAGE), url=url) + page(2))
    assert urls(found) == ["http://a.example/2.html"]
    assert len(refusals(found) + reasons(found)) == 1


def test_what_a_browser_notes_beside_a_page_is_no_page(tmp_path: Path) -> None:
    note = record(
        b"words", kind="resource", content_type="text/plain", url="urn:text:http://a.example/1.html"
    )
    found = items(tmp_path, note + page(1))
    assert (urls(found), reasons(found)) == (["http://a.example/1.html"], ["urn: address"])


def test_metadata_that_claims_nonsense_changes_nothing(tmp_path: Path) -> None:
    first = page(1)
    for told in (
        b"{}",
        b"[1]",
        b"nonsense",
        b'{"url": "http://[", "fetched_at": "x", "headers": [], "hints": {}}',
    ):
        block = b"gongkai-capture: " + told + b"\r\n"
        refers = "WARC-Concurrent-To: <urn:uuid:00000000-0000-4000-8000-000000000001>"
        beside = record(block, refers, kind="metadata", content_type="application/warc-fields")
        assert urls(items(tmp_path, first + beside)) == ["http://a.example/1.html"]


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CODINGS = {
    "gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "Deflate": deflated(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.compress(PAGE),
    "gzip, br": brotli.compress(gzip.compress(PAGE)),
    "identity": PAGE,
}


@pytest.mark.parametrize("coding", CODINGS)
def test_content_coding_is_undone(tmp_path: Path, coding: str) -> None:
    block = http(CODINGS[coding], "Content-Type: text/html", f"Content-Encoding: {coding}")
    assert [capture.body for capture in captures(items(tmp_path, record(block)))] == [PAGE]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_coding_that_another_program_has_undone_already_is_no_damage(tmp_path: Path, coding: str) -> None:
    block = http(PAGE, "Content-Type: text/html", f"Content-Encoding: {coding}", "Transfer-Encoding: chunked")
    assert [capture.body for capture in captures(items(tmp_path, record(block)))] == [PAGE]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "Deflate", "br", "zstd"])
def test_a_coding_that_is_cut_off_is_refused(tmp_path: Path, coding: str) -> None:
    block = http(CODINGS[coding][:-9], "Content-Type: text/html", f"Content-Encoding: {coding}")
    found = items(tmp_path, record(block) + page(2))
    assert urls(found) == ["http://a.example/2.html"]
    assert "is damaged" in refusals(found)[0]


def test_chunked_transfer_is_undone_before_content_coding(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    chunked = b"a;name=value\r\n" + packed[:10] + b"\r\n" + f"{len(packed) - 10:X}\r\n".encode() + packed[10:]
    chunked += b"\r\n0\r\nTrailer: x\r\n\r\n"
    told = ("Content-Type: text/html", "Content-Encoding: gzip", "Transfer-Encoding: chunked")
    found = items(tmp_path, record(http(chunked, *told)) + record(http(chunked[:-40], *told)))
    assert [capture.body for capture in captures(found)] == [PAGE]
    assert "cut off" in refusals(found)[0]


@pytest.mark.parametrize(
    "refers",
    [
        ["WARC-Refers-To: <urn:uuid:00000000-0000-4000-8000-000000000001>"],
        ["WARC-Refers-To-Target-URI: http://a.example/1.html", "WARC-Refers-To-Date: 2024-05-06T07:08:09Z"],
        [f"WARC-Payload-Digest: {digest(PAGE)}"],
    ],
    ids=["record", "address and time", "digest"],
)
@pytest.mark.parametrize("head", [http(b"", "Content-Type: text/html", "X-Second: yes"), b""])
def test_a_revisit_has_the_body_of_what_it_refers_to(tmp_path: Path, refers: list[str], head: bytes) -> None:
    first = record(http(PAGE), f"WARC-Payload-Digest: {digest(PAGE)}")
    again = record(head, *refers, kind="revisit", date="2025-01-01T00:00:00Z", number=2)
    found = captures(items(tmp_path, zipped(first, again)))
    assert [capture.fetched_at[:4] for capture in found] == ["2024", "2025"]
    assert found[1].body == PAGE
    assert found[1].header("x-second") == ("yes" if head else None)


def test_a_revisit_of_what_is_not_there_is_left_out(tmp_path: Path) -> None:
    again = record(b"", "WARC-Refers-To: <urn:uuid:1>", kind="revisit")
    assert reasons(items(tmp_path, zipped(again))) == ["revisit of what is not here"]


PACKINGS = pytest.mark.parametrize(
    "pack",
    [lambda *records: b"".join(records), zipped, lambda *r: b"".join(map(zstandard.compress, r))],
    ids=["plain", "gzip", "zstd"],
)


@PACKINGS
@pytest.mark.parametrize("length", [0, 5, 60, 500, 10**7, 10**12, 2**63 - 1, 2**63, 2**64 + 5, -5])
def test_a_lie_about_the_length_costs_that_record_alone(
    tmp_path: Path, pack: Callable[..., bytes], length: int
) -> None:
    lying = page(2, length=length)
    found = items(tmp_path, pack(page(1), lying, page(3), page(4)))
    assert [url for url in urls(found) if "2.html" not in url] == [
        f"http://a.example/{number}.html" for number in (1, 3, 4)
    ]
    assert refusals(found)
    assert all(capture.body == PAGE for capture in captures(found) if "2.html" not in capture.url)


@PACKINGS
def test_a_picture_that_lies_about_its_length_does_not_take_the_rest_along(
    tmp_path: Path, pack: Callable[..., bytes]
) -> None:
    picture = record(http(b"", "Content-Type: image/png") + b"PNG", length=10**9, number=2)
    found = items(tmp_path, pack(page(1), picture, page(3)))
    assert urls(found) == ["http://a.example/1.html", "http://a.example/3.html"]
    assert "ends early" in refusals(found)[0]


@PACKINGS
def test_a_length_that_swallows_the_next_record_is_caught_by_the_digest(
    tmp_path: Path, pack: Callable[..., bytes]
) -> None:
    told = f"WARC-Block-Digest: {digest(http(PAGE))}"
    swallowed = page(3)
    lying = record(http(PAGE), told, length=len(http(PAGE)) + 4 + len(swallowed) - 4, number=2)
    found = items(tmp_path, pack(page(1), lying, swallowed, page(4)))
    assert urls(found) == [f"http://a.example/{number}.html" for number in (1, 3, 4)]
    assert "do not match its digest" in refusals(found)[0]


@PACKINGS
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
def test_what_stands_before_the_end_of_a_truncated_file_is_kept(
    tmp_path: Path, pack: Callable[..., bytes], kept: float
) -> None:
    last = pack(page(3, random.Random(1).randbytes(5000)))
    found = items(tmp_path, pack(page(1), page(2)) + last[: int(len(last) * kept)])
    assert urls(found) == ["http://a.example/1.html", "http://a.example/2.html"]
    assert len(refusals(found)) == 1


def test_damage_in_the_middle_costs_that_record_alone(tmp_path: Path) -> None:
    parts = [gzip.compress(page(number, random.Random(number).randbytes(3000))) for number in range(1, 5)]
    parts[1] = parts[1][:1000] + bytes(200) + parts[1][1200:]
    found = items(tmp_path, b"".join(parts))
    assert urls(found) == [f"http://a.example/{number}.html" for number in (1, 3, 4)]
    assert "is damaged" in refusals(found)[0]


@pytest.mark.parametrize("data", [b"", b"hello", b"\x1f\x8b", b"WARC/1.0\r\n", b"<html>", bytes(10_000)])
def test_what_is_no_warc_gives_no_capture(tmp_path: Path, data: bytes) -> None:
    assert captures(items(tmp_path, data)) == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_bytes_at_all_bring_the_reader_down(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(data.draw(st.sampled_from([page(1) + page(2), zipped(page(1), page(2))])))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("fuzz") / "x.warc"
    path.write_bytes(bytes(whole))
    for item in read(path):
        assert isinstance(item.page, Capture | InputError | LeftOut)


def test_bombs_are_refused_in_little_memory(tmp_path: Path) -> None:
    zeros = gzip.compress(bytes(300_000_000), 1)
    bomb = record(http(zeros, "Content-Type: text/html", "Content-Encoding: gzip"), number=1)
    path = tmp_path / "x.warc.gz"
    path.write_bytes(zipped(bomb, page(2)))
    del zeros, bomb
    tracemalloc.start()
    found = list(read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert urls(found) == ["http://a.example/2.html"]
    assert refusals(found) == [f"it unpacks to more than {LIMIT:,} bytes"]
    assert peak < 2.5 * LIMIT


def test_a_record_too_large_to_be_a_page_is_passed_by(tmp_path: Path) -> None:
    video = record(http(b"", "Content-Type: video/mp4") + bytes(200_000_000))
    path = tmp_path / "x.warc.gz"
    path.write_bytes(zipped(video, page(2)))
    del video
    tracemalloc.start()
    found = list(read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (urls(found), reasons(found)) == (["http://a.example/2.html"], ["video/mp4"])
    assert peak < 5_000_000


def test_the_warcs_of_a_wacz_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("archive/data.warc.gz", zipped(page(1)))
        packed.writestr("archive/../../evil.warc", page(2))
        packed.writestr("pages/pages.jsonl", "{}")
    assert urls(list(read(path))) == ["http://a.example/1.html", "http://a.example/2.html"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.wacz"]


def test_a_zip_bomb_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/bomb.warc", bytes(50_000_000))
        packed.writestr("archive/good.warc.gz", zipped(page(1)))
    found = list(read(path))
    assert urls(found) == ["http://a.example/1.html"]
    assert "it was left alone" in refusals(found)[0]


@pytest.mark.parametrize("data", [b"no zip", b"PK\x03\x04" + bytes(100)])
def test_a_wacz_that_is_no_zip_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "no readable WACZ" in refusals(items(tmp_path, data, "x.wacz"))[0]


def test_progress_goes_through_the_file(tmp_path: Path) -> None:
    found = items(tmp_path, b"".join(page(number, PAGE * 50) for number in range(100)))
    ends = [item.end for item in found]
    assert ends == sorted(ends)
    assert ends[-1] == (tmp_path / "x.warc").stat().st_size


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_undoing_any_body_gives_bytes_or_a_reason(body: bytes, coding: str) -> None:
    with contextlib.suppress(InputError):
        assert len(codings.undo(body, transfer="chunked", content=coding, limit=10_000)) <= 10_000
