"""Verification finds what was altered behind the archive's back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from archive.records import Capture, Document
from archive.store import Archive
from archive.verify import size, verify
from crawler.reading import read

if TYPE_CHECKING:
    from tests.archive.conftest import MakePage


@pytest.fixture
def archived(archive: Archive, page: MakePage) -> Archive:
    for number in range(3):
        body = f"<html><h1>样本通知{number}</h1><p>{'依申请公开的办理情况。' * 20}</p></html>".encode()
        capture = page("", url=f"http://x.cn/{number}", body=body).capture
        archive.add_document(capture, read(capture))
    return archive


def faults(archive: Archive) -> list[tuple[str, str]]:
    return [(step.fault.what, step.fault.name) for step in verify(archive, read) if step.fault]


def test_an_archive_as_it_was_written_has_no_fault(archived: Archive) -> None:
    assert faults(archived) == []
    assert len(list(verify(archived, read))) == size(archived) == 2 + 3 + 3


def test_a_body_with_other_bytes(archived: Archive) -> None:
    (digest,) = archived.db.execute("SELECT body_sha256 FROM captures WHERE id = 2").fetchone()
    archived.db.execute(
        "UPDATE bodies SET data = ?, encoding = 'identity' WHERE sha256 = ?", (b"forged", digest)
    )
    assert ("body", digest) in faults(archived)
    assert ("document", "2") in faults(archived)


def test_a_body_that_cannot_be_decompressed(archived: Archive) -> None:
    (digest,) = archived.db.execute("SELECT body_sha256 FROM captures WHERE id = 2").fetchone()
    archived.db.execute("UPDATE bodies SET data = ? WHERE sha256 = ?", (b"(\xb5/\xfd broken", digest))
    assert ("body", digest) in faults(archived)


def test_a_document_that_says_what_its_bytes_do_not(archived: Archive) -> None:
    archived.db.execute("UPDATE documents SET report_year = 1999 WHERE id = 1")
    assert faults(archived) == [("document", "1")]


def test_an_index_that_lacks_a_document(archived: Archive) -> None:
    archived.db.execute("UPDATE documents SET current = 0 WHERE id = 3")
    assert ("index", "documents_fts") in faults(archived)


def test_an_index_with_other_words(archived: Archive) -> None:
    archived.db.execute("UPDATE documents SET text = '另外的话' WHERE id = 3")
    assert ("index", "documents_fts") in faults(archived)


def test_documents_of_other_rules_are_outdated_not_faulty(archived: Archive) -> None:
    def newer(capture: Capture) -> Document:
        return replace(read(capture), reader="sample 2", text="other")

    steps = list(verify(archived, newer))
    assert sum(step.outdated for step in steps) == 3
    assert not any(step.fault for step in steps)
