"""The four portals by city and edition."""

from __future__ import annotations

from functools import cache

from replica import changzhou, fuyang, yancheng, zhaoyuan
from replica.records import Expected, Portal

_BUILDERS = {
    "changzhou": changzhou.build,
    "zhaoyuan": zhaoyuan.build,
    "yancheng": yancheng.build,
    "fuyang": fuyang.build,
}
CITIES: tuple[str, ...] = tuple(_BUILDERS)
"""The cities' slugs, in the order of their ports."""


@cache
def portal(city: str, edition: int) -> Portal:
    """One city's portal; building it takes a second, so it is kept. Raises KeyError for an unknown city."""
    return _BUILDERS[city](edition)


def inventory(city: str, edition: int = 1) -> list[Expected]:
    """The truth about every document and trap that the city's lists link to, in the lists' order."""
    return list(portal(city, edition).expected)


def changes(city: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths whose documents differ in the second edition, and paths that are gone there."""
    first = {one.path: one for one in inventory(city, 1)}
    second = {one.path: one for one in inventory(city, 2)}
    changed = tuple(path for path, one in first.items() if path in second and second[path] != one)
    return changed, tuple(path for path in first if path not in second)
