"""Putting an archived page under glass: it may be looked at, and does nothing.

The answer's policy (:data:`POLICY`) stops scripts and every load. What is taken out here is what a policy
cannot stop: browsers connect ahead of time to where a link, a frame or a ``preconnect`` points, and tell the
portal that somebody is reading.
"""

from __future__ import annotations

import re

from lxml import etree, html

_DOCTYPE = b"<!doctype html>\n"
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'self'"
)
_BECOMES = {
    **dict.fromkeys(("script", "link", "base"), "meta"),  # which, empty, may stand anywhere
    **dict.fromkeys(("object", "applet", "embed", "iframe", "frame", "portal"), "span"),
}
_ADDRESSES = ("href", "action", "formaction", "ping", "background", "cite", "longdesc", "manifest")
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def inert(text: str) -> bytes:
    """The page as UTF-8 HTML without anything that acts; a link keeps its address as its tooltip."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(_NOT_XML.sub("\ufffd", text).encode(), parser=parser)
    except etree.ParserError:  # nothing in it
        return _DOCTYPE
    for element in list(page.iter(*_BECOMES)):
        if element.tag == "script":
            del element[:]
            element.text = None
        element.tag = _BECOMES[element.tag]
        element.attrib.clear()
    for meta in page.iter("meta"):
        if any(str(name).lower() == "http-equiv" for name in meta.attrib):
            meta.attrib.clear()
    for element in page.iter():
        for name in map(str, list(element.attrib)):
            _disarm(element, name)
    markup: bytes = html.tostring(page, encoding="utf-8")
    return _DOCTYPE + markup


def _disarm(element: html.HtmlElement, name: str) -> None:
    value = str(element.attrib[name])
    local = name.rpartition(":")[2].lower()
    if local.startswith("on"):
        del element.attrib[name]
    elif local in _ADDRESSES and not value.lstrip().startswith("#"):
        del element.attrib[name]
        if element.tag in ("a", "area"):
            element.set("title", _NOT_XML.sub("\ufffd", value))
