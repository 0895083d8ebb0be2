"""The portals by city and edition: four that are written here, and whatever is recorded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from replica import changzhou, fuyang, recorded, yancheng, zhaoyuan
from replica.records import Expected, Portal

_BUILDERS = {
    "changzhou": changzhou.build,
    "zhaoyuan": zhaoyuan.build,
    "yancheng": yancheng.build,
    "fuyang": fuyang.build,
}
CITIES: tuple[str, ...] = tuple(_BUILDERS)
"""The slugs of the cities whose replicas are written here, in the order of their ports."""


def cities(recordings: Path = recorded.RECORDINGS) -> tuple[str, ...]:
    """Every city that is served, in the order of their ports: those of ``CITIES``, then the recorded ones.

    Of a city that has both, the replica that is written is served.
    """
    return CITIES + tuple(city for city in recorded.cities(recordings) if city not in CITIES)


@cache
def portal(city: str, edition: int, recordings: Path = recorded.RECORDINGS) -> Portal:
    """One city's portal; building it takes a second, so it is kept.

    A recorded portal is the same in both editions. Raises KeyError for an unknown city.
    """
    if city in _BUILDERS:
        return _BUILDERS[city](edition)
    if city not in recorded.cities(recordings):
        raise KeyError(city)
    return recorded.build(city, recordings)


def inventory(city: str, edition: int = 1) -> list[Expected]:
    """The truth about every document and trap that the city's lists link to, in the lists' order.

    Of a recorded city it is what somebody has reviewed, and nothing where nobody has.
    """
    return list(portal(city, edition).expected)


def changes(city: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths whose documents differ in the second edition, and paths that are gone there."""
    first = {one.path: one for one in inventory(city, 1)}
    second = {one.path: one for one in inventory(city, 2)}
    changed = tuple(path for path, one in first.items() if path in second and second[path] != one)
    return changed, tuple(path for path in first if path not in second)
