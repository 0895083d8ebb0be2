"""Small attachments made by hand, the same bytes every time: a Word document and a PDF with Chinese text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from replica.papers import Block
from replica.tables import Table

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
"""Content types of the two kinds."""

_CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="word/document.xml" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}<w:sectPr/></w:body></w:document>"""


def docx(blocks: Sequence[Block]) -> bytes:
    """A Word document of the blocks; spanning cells are written as gridSpan and vMerge."""
    xml = _DOCUMENT.format("".join(_word_block(block) for block in blocks))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", xml),
        ):
            archive.writestr(zipfile.ZipInfo(name, date_time=(2024, 1, 1, 0, 0, 0)), text.encode())
    return out.getvalue()


def _word_paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _word_block(block: Block) -> str:
    if isinstance(block, str):
        return _word_paragraph(block)
    rows: list[str] = []
    below: dict[int, tuple[int, int]] = {}  # column -> (rows still to cover, width) of a cell from above
    width = sum(cell.colspan for cell in block.rows[0])
    for row in block.rows:
        cells = list(row)
        xml, column = "", 0
        while column < width and (cells or column in below):
            if column in below:
                left, span = below.pop(column)
                if left > 1:
                    below[column] = (left - 1, span)
                xml += _word_cell("", span, "<w:vMerge/>")
            else:
                cell = cells.pop(0)
                span = cell.colspan
                if cell.rowspan > 1:
                    below[column] = (cell.rowspan - 1, span)
                xml += _word_cell(cell.text, span, '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else "")
            column += span
        rows.append(f"<w:tr>{xml}</w:tr>")
    grid = "<w:gridCol/>" * width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{_word_paragraph('')}"


def _word_cell(text: str, span: int, merge: str) -> str:
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f"<w:tc><w:tcPr>{grid}{merge}</w:tcPr>{_word_paragraph(text)}</w:tc>"


def pdf(blocks: Sequence[Block]) -> bytes:
    """A PDF of the blocks, set in STSong-Light with UniGB-UCS2-H; tables are ruled cell by cell."""
    pages: list[str] = []
    commands: list[str] = []
    top = 800
    for block in blocks:
        lines = _wrapped(block) if isinstance(block, str) else [""]
        height = 18 * len(lines) if isinstance(block, str) else 16 * len(block.rows) + 10
        if top - height < 40:
            pages.append("\n".join(commands))
            commands, top = [], 800
        if isinstance(block, Table):
            commands.append(_ruled(block, top))
        else:
            commands += [_shown(line, 50, top - 14 - 18 * nth, 11) for nth, line in enumerate(lines)]
        top -= height
    pages.append("\n".join(commands))
    return _assembled(pages)


def _wrapped(text: str, width: int = 44) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)] or [""]


def _shown(text: str, left: float, baseline: float, size: float) -> str:
    codes = text.encode("utf-16-be").hex().upper()
    return f"BT /F1 {size:g} Tf {left:g} {baseline:g} Td <{codes}> Tj ET"


def _ruled(table: Table, top: int) -> str:
    """Every cell as a rectangle with its text inside; a spanning cell covers what it spans."""
    width = sum(cell.colspan for cell in table.rows[0])
    # Label columns need room, number columns do not.
    labels = 3 if width == 10 else 1
    unit = 495 / width
    edges = [50 + unit * column for column in range(width + 1)]
    if width == 10:
        edges = [50, 110, 170, 370, *(370 + 25 * nth for nth in range(1, 8))]
    out: list[str] = []
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while (r, column) in covered:
                column += 1
            spanned = ((r + dr, column + dc) for dr in range(cell.rowspan) for dc in range(cell.colspan))
            covered.update(spanned)
            left, right = edges[column], edges[column + cell.colspan]
            bottom = top - 16 * (r + cell.rowspan)
            out.append(f"{left:g} {bottom:g} {right - left:g} {16 * cell.rowspan:g} re S")
            size = min(9.0, max(2.5, (right - left - 2) / max(1, len(cell.text)))) if column < labels else 5.0
            out.append(_shown(cell.text, left + 1, bottom + 16 * cell.rowspan - 11, size))
            column += cell.colspan
    return "0.4 w\n" + "\n".join(out)


def _assembled(pages: Sequence[str]) -> bytes:
    kids = " ".join(f"{6 + 2 * nth} 0 R" for nth in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
        "/FontDescriptor 5 0 R /DW 1000 >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 "
        "/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for nth, content in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {7 + 2 * nth} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    offsets: list[int] = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("ascii")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
