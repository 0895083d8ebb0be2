"""Putting an archived page under glass: it may be looked at, and does nothing.

The answer's policy (:data:`POLICY`) stops scripts and every load. What is taken out here is what a policy
cannot stop: browsers connect ahead of time to where a link, a frame or a ``preconnect`` points, and tell the
portal that somebody is reading.
"""

from __future__ import annotations

from lxml import html

POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'self'"
)
_WITH_CONTENT = ("script", "object", "applet")
_ALONE = ("link", "base", "iframe", "frame", "embed", "portal")
_ADDRESSES = ("href", "action", "formaction", "ping", "background", "cite", "longdesc", "manifest")


def inert(text: str) -> bytes:
    """The page as UTF-8 HTML without anything that acts; a link keeps its address as its tooltip."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    page = html.document_fromstring(text.replace("\0", "\ufffd").encode("utf-8", "replace"), parser=parser)
    for element in _all(page, *_WITH_CONTENT):
        element.drop_tree()
    for element in _all(page, *_ALONE, "meta"):
        if element.tag != "meta" or any(str(name).lower() == "http-equiv" for name in element.attrib):
            element.drop_tag()
    for element in page.iter():
        for name in map(str, list(element.attrib)):
            _disarm(element, name)
    markup: bytes = html.tostring(page, encoding="utf-8")
    return b"<!doctype html>\n" + markup


def _all(page: html.HtmlElement, *tags: str) -> list[html.HtmlElement]:
    return list(page.iter(*tags))


def _disarm(element: html.HtmlElement, name: str) -> None:
    value = str(element.attrib[name])
    local = name.rpartition(":")[2].lower()
    if local.startswith("on"):
        del element.attrib[name]
    elif local in _ADDRESSES and not value.lstrip().startswith("#"):
        del element.attrib[name]
        if element.tag in ("a", "area"):
            element.set("title", value)
