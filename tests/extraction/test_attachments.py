"""Attached files: their text and tables like a page's, or a finding that says why not."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from archive.records import Capture, Document
from benchmarks import report_pages
from benchmarks.report_pages import FORMATS, Report
from crawler.extraction.vocabulary import Format
from crawler.reading import read
from replica import files
from replica.tables import Cell, Table


def read_file(body: bytes, name: str = "report") -> Document:
    return read(Capture(f"http://www.example.gov.cn/files/{name}", "2025-01-01T00:00:00Z", 200, (), body))


def blocks(report: Report) -> list[str | Table]:
    """A report as paragraphs and tables, for the writers of files."""
    made: list[str | Table] = [f"样例市{report.year}年政府信息公开工作年度报告"]
    headings = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    )
    for heading, rows in zip(headings, report_pages.tables(report), strict=True):
        made.append(heading)
        made.append(
            Table(tuple(tuple(Cell(text, across, down) for text, down, across in row) for row in rows))
        )
    return made


def xlsx(report: Report) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for block in blocks(report):
        if isinstance(block, str):
            sheet.append([block])
            continue
        for line in report_pages.grid([[(c.text, c.rowspan, c.colspan) for c in row] for row in block.rows]):
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in line])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def ofd(lines: list[list[str]]) -> bytes:
    """An OFD file of one page: every cell of a line at its own place."""
    namespace = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    texts = "".join(
        f'<ofd:TextObject ID="1" Boundary="{10 + column * 45} {10 + row * 6} 40 5" Size="3.5" Font="1">'
        f'<ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'
        for row, line in enumerate(lines)
        for column, text in enumerate(line)
        if text
    )
    page = "Doc_0/Pages/P0/Content.xml"
    members = {
        "OFD.xml": "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
        "Doc_0/Document.xml": '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P0/Content.xml"/></ofd:Pages>',
        page: f"<ofd:Content><ofd:Layer>{texts}</ofd:Layer></ofd:Content>",
    }
    members = {name: f"<ofd:X {namespace}>{text}</ofd:X>" for name, text in members.items()}
    return zipped(members)


def zipped(members: dict[str, str]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


WRITERS = {
    "docx": lambda report: files.docx(blocks(report)),
    "pdf": lambda report: files.pdf(blocks(report)),
    "xlsx": xlsx,
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", WRITERS)
def test_statutory_tables_are_read_from_files(name: str, form: Format) -> None:
    report = report_pages.invent(11, form)
    document = read_file(WRITERS[name](report))
    found = {(figure.table, figure.row, figure.column): figure.value for figure in document.figures}
    assert found == report.cells
    assert document.kind == "annual_report"
    assert document.report_year == report.year


def test_an_ofd_file_is_read_line_by_line() -> None:
    document = read_file(
        ofd([["样例市2022年政务公开工作要点"], ["一、聚焦重点", "公开"], ["规章", "3", "0", "12"]])
    )
    assert document.raw_text == "样例市2022年政务公开工作要点\n一、聚焦重点 | 公开 | \n规章 | 3 | 0 | 12 | \n"
    assert document.kind == "work_plan"


LAUGHS = '<!DOCTYPE r [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;">]>'
UNREADABLE = {
    "file_legacy": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "file_unread": b"\x89PNG\r\n\x1a\n" + bytes(60),
    "file_scanned": files.pdf([]),
    "file_broken": files.pdf(["样例"])[:200],
    "file_too_large": zipped({"word/document.xml": "<a/>", "word/pad": "0" * 200_000_001}),
}


@pytest.mark.parametrize(("kind", "body"), UNREADABLE.items(), ids=UNREADABLE.keys())
def test_a_file_that_cannot_be_read_is_a_finding(kind: str, body: bytes) -> None:
    document = read_file(body)
    assert document.raw_text == ""
    assert [finding.kind for finding in document.findings] == [kind]


def test_entities_are_not_expanded() -> None:
    body = ofd([["&b;"]])
    with ZipFile(BytesIO(body)) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    members["Doc_0/Pages/P0/Content.xml"] = LAUGHS + members["Doc_0/Pages/P0/Content.xml"]
    assert "哈" not in read_file(zipped(members)).raw_text


@given(st.sampled_from(sorted(WRITERS)), st.integers(0, 2**30), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_a_damaged_file_never_breaks_reading(name: str, place: int, byte: int) -> None:
    body = bytearray(SAMPLES[name])
    body[place % len(body)] = byte
    document = read_file(bytes(body))
    assert document.raw_text or document.findings


SMALL = ["样例市政务公开工作要点", Table(((Cell("规章"), Cell("3")), (Cell("合计"), Cell("12"))))]
SAMPLES = {"docx": files.docx(SMALL), "pdf": files.pdf(SMALL), "xlsx": xlsx(report_pages.invent(1, 2021))}
