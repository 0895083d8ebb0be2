"""What a file that is ingested holds, one page or record after another."""

from __future__ import annotations

from dataclasses import dataclass

from archive.errors import InputError
from archive.records import Capture


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Nothing to archive, and nothing wrong: ``reason`` is ``status 404``, ``image/png`` and so on."""

    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """One page of a file: ``place`` is ``file``, ``file:line`` or ``file@byte``.

    ``end`` is how many bytes of the file have been read. ``page`` is the capture, or the reason why there is
    none. ``pages`` are the addresses of the pages that point to it, where the file says so.
    """

    place: str
    end: int
    page: Capture | InputError | LeftOut
    pages: tuple[str, ...] = ()
