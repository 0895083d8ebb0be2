"""The crawl frontier: which pages a city's crawl knows, and what becomes of each.

A page goes pending → leased → done, failed, blocked or gone, and back to pending when it is due again.
Every change belongs to the caller's transaction, so a page is done exactly when what it said is committed: a
process that is killed loses nothing but its leases, and those are taken back when the next crawl begins.

Scrapy's own persistent queue loses what was in flight (scrapy#7978), which is why the frontier lives here.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from archive.errors import ArchiveError
from archive.processes import is_alive, this_process
from archive.store import Archive

Role = Literal["list", "document", "attachment"]
RunState = Literal["finished", "interrupted", "blocked", "failed"]

LEASE = timedelta(minutes=30)
"""Longer than any fetch with its retries and its wait in a throttled queue."""
RESUME_WITHIN = timedelta(days=1)
"""An unfinished crawl is continued while it is this young; after that the lists are worth reading anew."""
LONGEST_INTERVAL = 64
"""Days after which a page is looked at again however long it has stayed the same."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page worth fetching, as whoever found it knows it.

    ``parse`` names the spider's method for a list page; ``arguments`` are its keyword arguments (JSON-ready).
    ``payload`` is the form of a POST. ``listed_on`` is an ISO date; on a list page, the newest it can hold.
    """

    url: str
    role: Role
    parse: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    kind: str | None = None
    column: str | None = None
    title: str | None = None
    listed_on: str | None = None
    referer: str | None = None
    method: str = "GET"
    payload: str = ""
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A leased page: its link, and what the last fetch left behind."""

    id: int
    link: Link
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    interval: int

    @property
    def validators(self) -> bool:
        """Whether the server can be asked if the page has changed."""
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which of the known pages this crawl may take; the others stay pending for a wider one.

    ``kinds`` empty: all kinds. ``since`` is an ISO date; pages without a listed date are always taken.
    ``sample``: at most this many documents of each column, their lists' first pages and no attachments.
    """

    kinds: tuple[str, ...] = ()
    since: str | None = None
    sample: int | None = None

    def where(self) -> tuple[str, list[Any]]:
        """An SQL condition on the table ``pages`` with its parameters."""
        clauses, values = ["1"], list[Any]()
        if self.kinds:
            clauses.append(f"(kind IS NULL OR kind IN ({', '.join('?' * len(self.kinds))}))")
            values += self.kinds
        if self.since:
            clauses.append("(listed_on IS NULL OR listed_on >= ?)")
            values.append(self.since)
        if self.sample is not None:
            # A column's list may take three pages to get at: its own, a call that fails, the call that works.
            clauses.append(
                """role <> 'attachment' AND ("column" IS NULL OR ? + 2 * (role = 'list') > (
                    SELECT count(*) FROM pages AS other
                    WHERE other.city = pages.city AND other.role = pages.role
                      AND other."column" = pages."column" AND other.state <> 'pending'
                      AND other.reason IS NOT 'off_host'))"""
            )
            values.append(self.sample)
        return " AND ".join(clauses), values


class Frontier:
    """One city's frontier, held by one run of one process.

    Attributes:
        run: the id of the run in the table ``runs``.
        resumed: whether this run goes on where an unfinished one stopped.
        stats: what the run has counted so far; committed with every page that is settled.
    """

    def __init__(
        self, archive: Archive, city: str, *, filters: Filters, version: str, user_agent: str
    ) -> None:
        """Begin a run: take back dead leases, and offer every known page that is due.

        Raises:
            ArchiveError: another live process is crawling this city into this archive.
        """
        self.archive = archive
        self.city = city
        self.filters = filters
        self.stats: Counter[str] = Counter()
        self._where, self._values = filters.where()
        with archive.transaction():
            self.resumed = self._end_dead_runs()
            self.run: int = self._execute(
                "INSERT INTO runs (city, started_at, state, process, user_agent, version, stats)"
                " VALUES (?, ?, 'running', ?, ?, ?, '{}') RETURNING id",
                city, _now(), this_process(), user_agent, version,
            ).fetchone()[0]  # fmt: skip
            self._execute("UPDATE pages SET state = 'pending' WHERE city = ? AND state = 'leased'", city)
            self._offer_due(only_failed=self.resumed)

    def offer(self, links: Iterable[Link]) -> int:
        """Put links into the frontier; one that is known keeps its state. Returns how many were new."""
        return sum(self._insert(link, state="pending") for link in links)

    def refuse(self, link: Link, reason: str) -> None:
        """Record a link that will never be fetched, with the reason."""
        if self._insert(link, state="failed"):
            self._execute(
                "UPDATE pages SET reason = ?, run = ?, settled_at = ?, due_at = NULL"
                " WHERE city = ? AND url = ? AND method = ? AND payload = ? AND browser = ?",
                reason, self.run, _now(), self.city, link.url, link.method, link.payload, link.browser,
            )  # fmt: skip
            self.stats[f"failed/{reason}"] += 1

    def take(self) -> Page | None:
        """Lease the next page, or None when none is waiting.

        List pages come first. A page that was leased before and never settled comes after the others: should
        it be what took the last process down, it does so after everything else is safe.
        """
        with self.archive.transaction():
            rows = self._execute(
                "UPDATE pages SET state = 'leased', run = ?, leased_until = ?, attempts = attempts + 1"
                f" WHERE id = (SELECT id FROM pages WHERE {self._waiting}"
                " ORDER BY role <> 'list', attempts, role = 'attachment', id LIMIT 1)"
                f" RETURNING {', '.join(_PAGE_COLUMNS)}",
                self.run, _now(LEASE), self.city, _now(), *self._values,
            ).fetchall()  # fmt: skip
        return _page(dict(zip(_PAGE_COLUMNS, rows[0], strict=True))) if rows else None

    def waiting(self) -> bool:
        """Whether :meth:`take` has a page to give."""
        found = self._execute(
            f"SELECT 1 FROM pages WHERE {self._waiting} LIMIT 1", self.city, _now(), *self._values
        )
        return found.fetchone() is not None

    def left(self) -> int:
        """How many pages :meth:`take` can still give."""
        found = self._execute(
            f"SELECT count(*) FROM pages WHERE {self._waiting}", self.city, _now(), *self._values
        )
        return int(found.fetchone()[0])

    def done(
        self,
        page: Page,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        body_sha256: str | None = None,
        redirected_to: str | None = None,
    ) -> None:
        """Settle a page whose answer was read; its content must be in the same transaction.

        A page with validators is due at the next crawl, and so is a list page: new documents appear there.
        Other pages are looked at again after an interval that doubles as long as they stay the same; so are
        pages whose server gives validators but sent the same body again.
        """
        same = body_sha256 is not None and body_sha256 == page.body_sha256
        again = 2 * page.interval if same or redirected_to else 1
        ask_each_time = page.link.role == "list" or (
            (etag or last_modified) and not (same and page.validators)
        )
        self._settle(
            page,
            "done",
            days=0 if ask_each_time else again,
            interval=again,
            etag=etag,
            last_modified=last_modified,
            body_sha256=body_sha256 or page.body_sha256,
            redirected_to=redirected_to,
        )

    def unchanged(self, page: Page) -> None:
        """Settle a page whose server answered 304: everything known of it still holds."""
        self._settle(page, "done", days=0, interval=page.interval)

    def failed(self, page: Page, reason: str, *, days: int) -> None:
        """Settle a page that could not be had.

        It is due again after so many days, twice as many each time; 0: at the next crawl.
        """
        self._settle(page, "failed", reason=reason, days=days * page.interval, interval=2 * page.interval)
        self.stats[f"failed/{reason}"] += 1

    def blocked(self, page: Page, kind: str) -> None:
        """Settle a page that a bot wall answered; it is left alone for an interval that doubles each time."""
        self._settle(
            page, "blocked", reason=f"blocked:{kind}", days=page.interval, interval=2 * page.interval
        )
        self.stats[f"blocked/{kind}"] += 1

    def gone(self, page: Page, reason: str) -> None:
        """Settle an archived page that its portal took down; it is asked for again now and then."""
        self._settle(page, "gone", reason=reason, days=page.interval, interval=2 * page.interval)

    def leading_to(self, url: str) -> list[str]:
        """The addresses from which the server sent on to this one."""
        found = self._execute(
            "SELECT url FROM pages WHERE city = ? AND redirected_to = ? ORDER BY id", self.city, url
        )
        return [address for (address,) in found.fetchall()]

    def finish(self, state: RunState) -> None:
        """End the run; leases it still holds go back, so that the next crawl goes on with them."""
        with self.archive.transaction():
            self._execute("UPDATE pages SET state = 'pending' WHERE run = ? AND state = 'leased'", self.run)
            self._execute(
                "UPDATE runs SET state = ?, finished_at = ?, stats = ? WHERE id = ?",
                state, _now(), json.dumps(self.stats, ensure_ascii=False), self.run,
            )  # fmt: skip

    @property
    def _waiting(self) -> str:
        return (
            f"city = ? AND (state = 'pending' OR (state = 'leased' AND leased_until < ?)) AND {self._where}"
        )

    def _insert(self, link: Link, *, state: str) -> bool:
        """True where the link was new; a known one takes the list's newer title and date."""
        known = self._execute(
            "SELECT id FROM pages WHERE city = ? AND url = ? AND method = ? AND payload = ? AND browser = ?",
            self.city, link.url, link.method, link.payload, link.browser,
        ).fetchone()  # fmt: skip
        if known:
            self._execute(
                'UPDATE pages SET title = coalesce(?, title), listed_on = coalesce(?, listed_on),'
                ' kind = coalesce(kind, ?), "column" = coalesce("column", ?) WHERE id = ?',
                link.title, link.listed_on, link.kind, link.column, known[0],
            )  # fmt: skip
            return False
        self._execute(
            'INSERT INTO pages (city, url, method, payload, browser, role, parse, arguments, kind, "column",'
            " title, listed_on, referer, state, attempts, interval)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1)",
            self.city, link.url, link.method, link.payload, link.browser, link.role, link.parse,
            json.dumps(link.arguments, ensure_ascii=False), link.kind, link.column, link.title,
            link.listed_on, link.referer, state,
        )  # fmt: skip
        return True

    def _settle(self, page: Page, state: str, *, days: int, interval: int, **facts: str | None) -> None:
        changes = {
            "state": state,
            "reason": None,
            "attempts": 0,
            "settled_at": _now(),
            "leased_until": None,
            "due_at": _now(timedelta(days=min(days, LONGEST_INTERVAL))),
            "interval": min(interval, LONGEST_INTERVAL),
            **facts,
        }
        self._execute(
            f"UPDATE pages SET {', '.join(f'{name} = ?' for name in changes)} WHERE id = ?",
            *changes.values(), page.id,
        )  # fmt: skip
        self._execute(
            "UPDATE runs SET stats = ? WHERE id = ?", json.dumps(self.stats, ensure_ascii=False), self.run
        )

    def _end_dead_runs(self) -> bool:
        """Mark the runs of dead processes killed; True where the last run stopped half-way not long ago."""
        for run, process, started_at in self._execute(
            "SELECT id, process, started_at FROM runs WHERE city = ? AND state = 'running'", self.city
        ).fetchall():
            if self._alive(run, process):
                host, pid, _ = process.split(":")
                raise ArchiveError(
                    f"{self.city} is being crawled into this archive by process {pid} on {host} since "
                    f"{started_at}; wait until it has ended, or stop it"
                )
            self._execute("UPDATE runs SET state = 'killed', finished_at = ? WHERE id = ?", _now(), run)
        last = self._execute(
            "SELECT state, started_at FROM runs WHERE city = ? ORDER BY id DESC LIMIT 1", self.city
        ).fetchone()
        return last is not None and last[0] in ("killed", "interrupted") and last[1] >= _now(-RESUME_WITHIN)

    def _alive(self, run: int, process: str) -> bool:
        if (alive := is_alive(process)) is not None:
            return alive
        # A process on another machine cannot be asked; it lives as long as its leases.
        leases = self._execute(
            "SELECT 1 FROM pages WHERE run = ? AND state = 'leased' AND leased_until >= ?", run, _now()
        )
        return leases.fetchone() is not None

    def _offer_due(self, *, only_failed: bool) -> None:
        """Whatever is due is to be done again; of a run that goes on, only what failed on the way."""
        self._execute(
            "UPDATE pages SET state = 'pending', attempts = 0"
            " WHERE city = ? AND due_at <= ? AND (state = 'failed' OR NOT ?)",
            self.city, _now(), only_failed,
        )  # fmt: skip

    def _execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.archive.db.conn.execute(sql, values)
        return cursor


_LINK_COLUMNS = [column.name for column in fields(Link)]
_PAGE_COLUMNS = [
    "id", "etag", "last_modified", "body_sha256", "interval", *(f'"{name}"' for name in _LINK_COLUMNS)
]  # fmt: skip


def forget(connection: sqlite3.Connection, url: str) -> None:
    """A redacted page is fetched no more, and what its list says of it is dropped."""
    connection.execute(
        "UPDATE pages SET title = NULL, state = 'gone', reason = 'redacted', due_at = NULL WHERE url = ?",
        (url,),
    )


def _page(row: dict[str, Any]) -> Page:
    link = {name: row.pop(f'"{name}"') for name in _LINK_COLUMNS}
    link["arguments"] = json.loads(link["arguments"])
    link["browser"] = bool(link["browser"])
    return Page(link=Link(**link), **row)


def _now(offset: timedelta = timedelta(0)) -> str:
    return (datetime.now(UTC) + offset).strftime("%Y-%m-%dT%H:%M:%SZ")
