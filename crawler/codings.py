"""Undoing what HTTP does to a body on its way: chunked transfer, and gzip, deflate, br or zstd coding.

Many who write WARC files undo a coding and leave its header standing, so a body that does not begin as its
coding would is taken as it is. A body that is cut off, or that grows beyond a limit, is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import brotli
from fastwarc.stream_io import ZstdReader

from archive.errors import InputError

_STEP = 1 << 16
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")


def undo(body: bytes, *, transfer: str | None, content: str | None, limit: int) -> bytes:
    """The body without its codings; ``transfer`` and ``content`` are the headers as sent.

    Raises:
        InputError: it is cut off or damaged, in a coding not known here, or larger than ``limit`` bytes.
    """
    if transfer and "chunked" in transfer.lower():
        body = _unchunk(body)
    for coding in reversed(re.split(r"[\s,]+", (content or "").lower().strip())):
        if coding and coding not in ("identity", "none", "utf-8"):
            body = _decode(body, coding, limit)
    return body


def _unchunk(body: bytes) -> bytes:
    if _CHUNK_SIZE.match(body) is None:
        return body
    parts: list[bytes] = []
    at = 0
    while True:
        size = _CHUNK_SIZE.match(body, at)
        if size is None:
            raise InputError("its chunked transfer coding is damaged")
        length, start = int(size[1], 16), size.end()
        if length == 0:
            return b"".join(parts)
        if start + length > len(body):
            raise InputError("its chunked transfer coding is cut off")
        parts.append(body[start : start + length])
        at = start + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1


def _decode(body: bytes, coding: str, limit: int) -> bytes:
    known: dict[str, Callable[[bytes], Iterator[bytes]]] = {
        "gzip": _gzip,
        "x-gzip": _gzip,
        "deflate": _deflate,
        "br": _brotli,
        "zstd": _zstd,
    }
    if coding not in known:
        raise InputError(f"its content coding {coding[:40]!r} is not known here")
    parts: list[bytes] = []
    size = 0
    try:
        for part in known[coding](body):
            size += len(part)
            if size > limit:
                raise InputError(f"it unpacks to more than {limit:,} bytes")
            parts.append(part)
    except (zlib.error, brotli.error, OSError) as error:
        raise InputError(f"its content coding {coding} is damaged: {error}") from error
    return b"".join(parts)


def _gzip(body: bytes) -> Iterator[bytes]:
    if not body.startswith(b"\x1f\x8b"):
        yield body
        return
    while body.startswith(b"\x1f\x8b"):  # one member, or several
        unpacker = zlib.decompressobj(wbits=31)
        yield from _inflate(unpacker, body)
        body = unpacker.unused_data


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the zlib header that RFC 9110 wants, or bare as some servers send it."""
    with_header = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    if not with_header and body[:256].lstrip().startswith(b"<"):
        yield body
        return
    yield from _inflate(zlib.decompressobj(wbits=15 if with_header else -15), body)


def _inflate(unpacker: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    while body and not unpacker.eof:
        yield unpacker.decompress(body, _STEP)
        body = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise zlib.error("cut off")


def _brotli(body: bytes) -> Iterator[bytes]:
    if body[:256].lstrip().startswith(b"<"):  # brotli has no mark to know it by
        yield body
        return
    unpacker = brotli.Decompressor()
    part = unpacker.process(body, output_buffer_limit=_STEP)
    while part or not unpacker.is_finished():
        if not part and unpacker.can_accept_more_data():
            raise brotli.error("cut off")
        yield part
        part = b"" if unpacker.is_finished() else unpacker.process(b"", output_buffer_limit=_STEP)


def _zstd(body: bytes) -> Iterator[bytes]:
    if not body.startswith(b"\x28\xb5\x2f\xfd"):
        yield body
        return
    unpacker = ZstdReader(BytesIO(body))
    while part := unpacker.read(_STEP):
        yield part
