"""An Atom feed (RFC 4287) of the documents that came last."""

from __future__ import annotations

import re
import sqlite3
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from archive.search import conditions

NEWEST = 50
"""Documents in a feed."""
SUMMARY = 200
"""Characters of a document's text in its entry."""

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = "1970-01-01T00:00:00Z"


def feed(db: sqlite3.Connection, *, address: str, title: str = "公开", **filters: str | int | None) -> bytes:
    """The feed, as UTF-8: each new page and each new version, the latest first.

    ``address`` is where the site's front page is read, without a slash at its end: entries link to
    ``ADDRESS/documents/ID``, and to the page itself. Filters as in :meth:`archive.store.Archive.search`.

    Raises:
        InputError: an unknown filter.
    """
    condition, values = conditions(filters)
    rows = db.execute(
        "SELECT id, url, version, title, issuing_body, kind, first_seen, published_on, substr(text, 1, ?)"
        f" FROM documents WHERE redacted_at IS NULL{' AND ' + condition if condition else ''}"
        " ORDER BY first_seen DESC, id DESC LIMIT ?",
        (SUMMARY, *values, NEWEST),
    ).fetchall()
    # The stubs of lxml do not know that None stands for the default namespace.
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _add(root, "id", uuid5(NAMESPACE_URL, f"{address}/feed {sorted(filters.items())}").urn)
    _add(root, "title", title)
    _add(root, "updated", max((row[6] for row in rows), default=_NEVER))
    _link(root, "self", f"{address}/feed.atom")
    _link(root, "alternate", f"{address}/")
    for number, url, version, name, body, kind, seen, published, text in rows:
        entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
        _add(entry, "id", uuid5(NAMESPACE_URL, f"{url} {version}").urn)
        _add(entry, "title", f"{name or url}" + (f"（第{version}版）" if version > 1 else ""))
        _add(entry, "updated", seen)
        if published:
            _add(entry, "published", f"{published}T00:00:00+08:00")
        _add(etree.SubElement(entry, f"{{{_ATOM}}}author"), "name", body or "（发布机构不详）")
        _link(entry, "alternate", f"{address}/documents/{number}")
        if url.startswith(("http://", "https://")):
            _link(entry, "via", url)
        etree.SubElement(entry, f"{{{_ATOM}}}category", term=kind)
        _add(entry, "summary", " ".join(text.split()))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = _NOT_XML.sub("\ufffd", text)


def _link(parent: etree._Element, relation: str, address: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", rel=relation, href=_NOT_XML.sub("\ufffd", address))
