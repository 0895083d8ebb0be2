"""Which files are pages or documents that can be read, by media type or by the ending of their name."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

TYPES = {
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), "text/html"),
    **dict.fromkeys((".txt", ".text"), "text/plain"),
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ofd": "application/ofd",
}
"""Ending → media type."""

_READABLE = {*TYPES.values(), "application/xhtml+xml"}
_UNTOLD = {"", "application/octet-stream", "application/x-download", "application/force-download"}
_PAGES = {"", ".htm", ".html", ".shtml", ".jsp", ".jspx", ".do", ".action", ".asp", ".aspx", ".php"}


def is_readable(content_type: str | None, url: str) -> bool:
    """Whether what this address sent with this Content-Type is a page, or a file that can be read."""
    path = urlsplit(url).path
    kind = (content_type or "").split(";")[0].strip().lower()
    ending = PurePosixPath(path).suffix.lower()
    if kind in _UNTOLD:
        return ending in TYPES or (kind == "" and ending in _PAGES)
    return kind in _READABLE and path != "/robots.txt"
