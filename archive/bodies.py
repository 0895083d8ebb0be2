"""The bytes that servers sent: stored once each, under their SHA-256, compressed with zstd.

The pages of one portal share most of their bytes, so a host's bodies are compressed with a dictionary
trained on them, once there is one (:mod:`archive.compaction`).
"""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from hashlib import sha256

import zstandard

from archive.errors import ArchiveError, InputError

LEVEL = 12
MAX_BODY = 64_000_000
"""The largest body that is stored, in bytes: far above any page, and small enough to read on any machine."""


@lru_cache(maxsize=16)
def _dictionary(data: bytes) -> zstandard.ZstdCompressionDict:
    dictionary = zstandard.ZstdCompressionDict(data)
    dictionary.precompute_compress(LEVEL)
    return dictionary


def put(connection: sqlite3.Connection, body: bytes, host: str) -> str:
    """Store a body unless it is there; returns its SHA-256. The caller holds the write transaction.

    Raises:
        InputError: it is larger than :data:`MAX_BODY`.
    """
    if len(body) > MAX_BODY:
        raise InputError(f"a body of {len(body):,} bytes; an archive stores none above {MAX_BODY:,}")
    digest = sha256(body).hexdigest()
    if connection.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (digest,)).fetchone() is None:
        connection.execute(
            "INSERT INTO bodies (sha256, size, encoding, dictionary, data) VALUES (?, ?, ?, ?, ?)",
            (digest, len(body), *encode(body, latest_dictionary(connection, host))),
        )
    return digest


def latest_dictionary(connection: sqlite3.Connection, host: str) -> tuple[int, bytes] | None:
    """Id and data of the dictionary that the host's bodies are to be compressed with."""
    found: tuple[int, bytes] | None = connection.execute(
        "SELECT id, data FROM dictionaries WHERE host = ? ORDER BY id DESC LIMIT 1", (host,)
    ).fetchone()
    return found


def encode(body: bytes, dictionary: tuple[int, bytes] | None) -> tuple[str, int | None, bytes]:
    """The body's encoding, dictionary and encoded bytes."""
    number, trained = (dictionary[0], _dictionary(dictionary[1])) if dictionary else (None, None)
    frame = zstandard.ZstdCompressor(level=LEVEL, dict_data=trained, write_dict_id=False).compress(body)
    return ("zstd", number, frame) if len(frame) < len(body) else ("identity", None, body)


def get(connection: sqlite3.Connection, digest: str) -> bytes:
    """The bytes with that SHA-256.

    Raises:
        ArchiveError: there are none, or what is stored cannot be decoded.
    """
    row = connection.execute(
        "SELECT bodies.size, encoding, bodies.data, dictionaries.data FROM bodies"
        " LEFT JOIN dictionaries ON dictionaries.id = bodies.dictionary WHERE sha256 = ?",
        (digest,),
    ).fetchone()
    if row is None:
        raise ArchiveError(f"the archive has no body {digest}")
    size, encoding, data, dictionary = row
    if encoding == "identity":
        return bytes(data)
    try:
        trained = _dictionary(dictionary) if dictionary else None
        return zstandard.ZstdDecompressor(dict_data=trained).decompress(data, max_output_size=size)
    except zstandard.ZstdError as error:
        raise ArchiveError(f"body {digest} cannot be decompressed: {error}") from error
