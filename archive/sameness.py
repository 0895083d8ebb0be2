"""Whether two captures of a page say the same.

A page view counter, today's date in the banner, a nonce in a link change with every fetch; they are not what
the page says. Everything else in text, catalogue and links is.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256

from archive.records import Document

_COUNTER = re.compile(
    r"(?:浏\s*览|阅\s*读|点\s*击|访\s*问|查\s*看|下\s*载)\s*(?:次\s*数|人\s*次|人\s*数|总\s*数|量|数|率|次)?\s*[:：]\s*"
    r"\[?\s*\d[\d,]*\s*(?:次|人次)?\s*\]?(?![\d.万亿])"
)
_BANNER = re.compile(
    r"^.*(?:今\s*天\s*是|现\s*在\s*是|当\s*前\s*时\s*间|北\s*京\s*时\s*间\s*[:：]|您是第\s*\d+\s*位).*$",
    re.MULTILINE,
)
_SPACE = re.compile(r"\s+")
_NONCE = re.compile(
    r";jsessionid=[^?#]*|(?<=[?&])(?:_|t|ts|time|timestamp|r|rnd|rand|random|nonce|token|sid|jsessionid|v|ver)=[^&#]*&?",
    re.IGNORECASE,
)


def content_sha256(document: Document) -> str:
    """Hash of what the page says: title, catalogue without the counter, text and links without noise."""
    said = [
        document.title,
        sorted(
            (name, value)
            for name, value in document.catalogue.items()
            if name != "views" and value is not None
        ),
        _without_noise(document.text),
        [(link.name, _NONCE.sub("", link.url).rstrip("?&")) for link in document.attachments],
    ]
    return sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _without_noise(text: str) -> str:
    return _SPACE.sub(" ", _COUNTER.sub("", _BANNER.sub("", text))).strip()
