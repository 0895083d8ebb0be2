"""Archived bytes: a page as it came, made inert; the original and attachments as downloads."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Response

from archive.errors import ArchiveError
from archive.site import document
from archive.site.inert import POLICY, inert
from archive.site.views import ask, draw, number_in
from archive.store import Archive


async def page(datasette: Any, request: Any) -> Response:
    """The archived page in a frame, under a line that says what it is."""
    number = number_in(request, "number")

    def question(archive: Archive) -> dict[str, Any]:
        capture = archive.capture(_capture_of(archive, number))
        return {**document.facts(archive, number), "capture": capture, "html": is_html(capture.body)}

    found = await ask(datasette, question)
    return await draw(datasette, request, "page.html", web=document.web_address, **found)


async def glass(datasette: Any, request: Any) -> Response:
    """The archived HTML itself, inert, for the frame."""
    number = number_in(request, "number")

    def question(archive: Archive) -> bytes:
        body = archive.capture(_capture_of(archive, number)).body
        if not is_html(body):
            raise ArchiveError("this document is not an HTML page; take the original")
        return inert(body.decode(archive.document(number).charset.used, "replace"))

    page = await ask(datasette, question)
    return Response.html(page, headers={"content-security-policy": POLICY})


async def original(datasette: Any, request: Any) -> Response:
    """The bytes as they came, as a download."""
    number = number_in(request, "number")

    def question(archive: Archive) -> bytes:
        return archive.capture(_capture_of(archive, number)).body

    body = await ask(datasette, question)
    return download(body, f"gongkai-{number}" + (".html" if is_html(body) else ""))


async def attachment(datasette: Any, request: Any) -> Response:
    """An attachment, as a download under its printed name."""
    number = number_in(request, "number")

    def question(archive: Archive) -> tuple[bytes, str]:
        row = archive.db.conn.execute(
            "SELECT capture, name, url FROM attachments WHERE id = ?", (number,)
        ).fetchone()
        if row is None or row["capture"] is None:
            raise ArchiveError(f"the archive does not hold the file of attachment {number}")
        return archive.capture(row["capture"]).body, file_name(row["name"], row["url"])

    body, name = await ask(datasette, question)
    return download(body, name)


def download(body: bytes, name: str) -> Response:
    """Bytes that a browser saves and never shows, whatever is in them."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    return Response(body, headers=headers, content_type="application/octet-stream")


def file_name(printed: str, url: str) -> str:
    """A name that is safe to save under: the printed one without path, control or direction characters.

    The ending is taken from the URL where the printed name has none.
    """
    name = re.split(r"[/\\]", printed.strip())[-1]
    name = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]', "", name).strip(". ")
    ending = re.search(
        r"\.(?:pdf|docx?|xlsx?|ofd|wps|zip|rar|txt|jpe?g|png)$", url.split("?")[0], re.IGNORECASE
    )
    if ending and not re.search(r"\.\w{2,4}$", name):
        name += ending.group()
    return name[-120:] or "attachment"


def is_html(body: bytes) -> bool:
    """Whether the bytes begin like a page rather than like a PDF, a zip, a picture or plain text."""
    return (
        re.search(rb"<\s*(?:!doctype\s+html|html|head|body|div|p|table|meta|title)\b", body[:4096], re.I)
        is not None
    )


def _capture_of(archive: Archive, number: int) -> int:
    row = archive.db.conn.execute("SELECT capture FROM documents WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(f"the archive has no document {number}")
    return int(row[0])
