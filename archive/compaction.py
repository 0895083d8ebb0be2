"""Making an archive smaller: dictionaries trained on what the pages of one host have in common."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import zstandard

from archive import bodies
from archive.store import Archive

ENOUGH = 40
"""A host's bodies before a dictionary is worth its own bytes."""
SAMPLES = 300
OUTGROWN = 5
"""A dictionary trained on few samples is replaced once there are so many times :data:`SAMPLES` bodies."""
SAMPLE_BYTES = 24_000_000
"""A dictionary is trained on at most so many bodies, and so many bytes."""
DICTIONARY_SIZE = 112_640
DICTIONARY_BYTES_PER_BODY = 1_200
SMALLEST = 4_096
"""For few or small bodies a dictionary is smaller, as it is stored too; below this, none is made."""
SEGMENT = 2_048
"""Length in bytes of the pieces a dictionary is put together from: portals share whole menus, not words.

Left to itself, zstd tries shorter ones, and finds half a dictionary in a few dozen pages."""
BATCH = 64
"""Bodies encoded anew in one transaction."""

# Bodies that zstd alone makes much smaller: pages, not PDF files or pictures.
_TEXT_BODIES = """
SELECT DISTINCT sha256, length(data) FROM captures JOIN bodies ON sha256 = body_sha256
WHERE host = ? AND encoding = 'zstd' AND length(data) * 2 < size ORDER BY captures.id
"""
# Those under the host's other dictionaries, and (?2 is not 0) its bodies under none.
_OTHERWISE_ENCODED = """
SELECT sha256 FROM bodies
WHERE encoding = 'zstd' AND dictionary IN (SELECT id FROM dictionaries WHERE host = ?1 AND id <> ?2)
UNION
SELECT sha256 FROM captures JOIN bodies ON sha256 = body_sha256
WHERE host = ?1 AND encoding = 'zstd' AND dictionary IS NULL AND ?2 <> 0
"""


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many bodies were encoded anew; bytes of bodies and dictionaries before and after."""

    encoded: int
    before: int
    after: int


def compact(archive: Archive, *, at: str, host: str | None = None) -> Compacted:
    """Train dictionaries for hosts with enough bodies, and encode their earlier bodies anew with them.

    ``host`` None: all of them. Where there is nothing to gain, this takes a look and no more.

    Works in short transactions, so that a crawl can go on; killed in between, it goes on where it was when
    it is called again. ``at`` is the time to record.
    """
    connection: sqlite3.Connection = archive.db.conn
    before, encoded = _stored_bytes(connection), 0
    for name, number in connection.execute(
        "SELECT host, count(DISTINCT body_sha256) FROM captures"
        " WHERE body_sha256 IS NOT NULL AND host = coalesce(?, host) GROUP BY host",
        (host,),
    ).fetchall():
        latest = connection.execute(
            "SELECT samples FROM dictionaries WHERE host = ? ORDER BY id DESC LIMIT 1", (name,)
        ).fetchone()
        if number >= ENOUGH and (latest is None or latest[0] < SAMPLES <= number // OUTGROWN):
            train(archive, name, at=at)
        dictionary = bodies.latest_dictionary(connection, name)
        if dictionary is not None:
            encoded += encode_anew(archive, name, dictionary)
    return Compacted(encoded, before, _stored_bytes(connection))


def train(archive: Archive, host: str, *, at: str) -> bool:
    """Train a dictionary on a sample of the host's text bodies, spread evenly over the time they came in.

    False if there are too few of them, or too little in them; nothing is changed then.
    """
    connection: sqlite3.Connection = archive.db.conn
    stored = dict(connection.execute(_TEXT_BODIES, (host,)))
    digests = list(stored)
    size = min(DICTIONARY_SIZE, DICTIONARY_BYTES_PER_BODY * len(digests), sum(stored.values()) // 4)
    if len(digests) < ENOUGH // 2 or size < SMALLEST:
        return False
    samples: list[bytes | bytearray | memoryview[int]] = []
    for digest in digests[:: max(1, len(digests) // SAMPLES)]:
        samples.append(bodies.get(connection, digest))
        if sum(map(len, samples)) > SAMPLE_BYTES:
            break
    dictionary = zstandard.train_dictionary(size, samples, k=SEGMENT, d=8, level=bodies.LEVEL)
    with archive.transaction():
        connection.execute(
            "INSERT INTO dictionaries (host, trained_at, samples, data) VALUES (?, ?, ?, ?)",
            (host, at, len(samples), dictionary.as_bytes()),
        )
    return True


def encode_anew(archive: Archive, host: str, dictionary: tuple[int, bytes] | None) -> int:
    """Encode the host's bodies with this dictionary, or with none, and drop its other dictionaries.

    Returns how many bodies were encoded.
    """
    connection: sqlite3.Connection = archive.db.conn
    number = dictionary[0] if dictionary else 0
    old = [digest for (digest,) in connection.execute(_OTHERWISE_ENCODED, (host, number))]
    for start in range(0, len(old), BATCH):
        batch = [
            (*bodies.encode(bodies.get(connection, digest), dictionary), digest)
            for digest in old[start : start + BATCH]
        ]
        with archive.transaction():
            connection.executemany(
                "UPDATE bodies SET encoding = ?, dictionary = ?, data = ? WHERE sha256 = ?", batch
            )
    with archive.transaction():
        connection.execute(
            "DELETE FROM dictionaries WHERE host = ? AND id <> ?"
            " AND NOT EXISTS (SELECT 1 FROM bodies WHERE dictionary = dictionaries.id)",
            (host, number),
        )
    return len(old)


def _stored_bytes(connection: sqlite3.Connection) -> int:
    (size,) = connection.execute(
        "SELECT (SELECT coalesce(sum(length(data)), 0) FROM bodies)"
        " + (SELECT coalesce(sum(length(data)), 0) FROM dictionaries)"
    ).fetchone()
    return int(size)
