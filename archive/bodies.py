"""The bytes that servers sent: stored once each, under their SHA-256, compressed with zstd.

The pages of one portal share most of their bytes. Once a host has :data:`ENOUGH` text bodies,
:func:`compact` trains a dictionary on a sample of them; from then on the host's bodies are compressed with
it, the earlier ones too.
"""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from hashlib import sha256

import zstandard

from archive.errors import ArchiveError

ENOUGH = 100
"""A host's bodies before a dictionary is worth training."""
DICTIONARY_SIZE = 112_640
SAMPLES = 300
SAMPLE_BYTES = 24_000_000
"""A dictionary is trained on at most so many bodies, and so many bytes."""
LEVEL = 12
MAX_BODY = 512_000_000
"""The largest body that is stored, in bytes; SQLite's own limit for one value is 1 GB."""


@lru_cache(maxsize=16)
def _dictionary(data: bytes) -> zstandard.ZstdCompressionDict:
    dictionary = zstandard.ZstdCompressionDict(data)
    dictionary.precompute_compress(LEVEL)
    return dictionary


def put(connection: sqlite3.Connection, body: bytes, host: str) -> str:
    """Store a body unless it is there; returns its SHA-256. The caller holds the write transaction."""
    if len(body) > MAX_BODY:
        raise ArchiveError(
            f"a body of {len(body):,} bytes is larger than the {MAX_BODY:,} that an archive stores"
        )
    digest = sha256(body).hexdigest()
    if connection.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (digest,)).fetchone() is None:
        dictionary = connection.execute(
            "SELECT id, data FROM dictionaries WHERE host = ? ORDER BY id DESC LIMIT 1", (host,)
        ).fetchone()
        connection.execute(
            "INSERT INTO bodies (sha256, size, encoding, dictionary, data) VALUES (?, ?, ?, ?, ?)",
            (digest, len(body), *_encode(body, dictionary)),
        )
    return digest


def _encode(body: bytes, dictionary: tuple[int, bytes] | None) -> tuple[str, int | None, bytes]:
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
