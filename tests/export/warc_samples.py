"""WARC records as others write them, good and bad: bytes made here, what they say is invented."""

from __future__ import annotations

import gzip
from base64 import b32encode
from hashlib import sha1

PAGE = "<html><head><title>样例市公告</title></head><body><p>受理依申请公开三件</p></body></html>".encode()


def digest(data: bytes) -> str:
    return "sha1:" + b32encode(sha1(data).digest()).decode()


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html; charset=utf-8",))]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(
    block: bytes,
    *headers: str,
    kind: str = "response",
    url: str = "http://a.example/1.html",
    date: str = "2024-05-06T07:08:09Z",
    content_type: str = "application/http; msgtype=response",
    length: int | None = None,
    number: int = 1,
) -> bytes:
    told = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block) if length is None else length}",
        *headers,
    ]
    return "\r\n".join(told).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def page(number: int, body: bytes = PAGE, **facts: object) -> bytes:
    return record(http(body), url=f"http://a.example/{number}.html", number=number, **facts)  # type: ignore[arg-type]


def zipped(*records: bytes) -> bytes:
    """A gzip member a record, as the standard advises."""
    return b"".join(map(gzip.compress, records))
