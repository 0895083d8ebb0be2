"""What fetching asks of a spider; :class:`spiders.portal.PortalSpider` is the one that keeps it."""

from __future__ import annotations

from typing import Protocol


class CitySpider(Protocol):
    """A city's spider, after it was given its arguments.

    ``title`` to ``start_year`` are the facts of its city file; ``home`` is the address of the portal, or of
    what stands in for it.
    ``kinds``, ``since`` and ``sample`` are as in :class:`archive.frontier.Filters`; ``charset`` is the
    encoding the portal is known to use. Its list pages are read by methods that take ``(response, link)``
    and give links; :class:`archive.frontier.Link` names them.
    """

    name: str
    title: str
    adcode: str
    scheme: str
    domain: str
    family: str
    start_year: int
    home: str
    charset: str | None
    kinds: tuple[str, ...]
    since: str | None
    sample: int | None

    def owns(self, url: str) -> bool:
        """Whether an address is on the portal's own host."""
