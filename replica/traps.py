"""What a list links to besides documents: walls, shells, gaps, other hosts; each written for this project."""

from __future__ import annotations

from html import escape

from replica.places import NOTE, digest
from replica.records import Response
from replica.shell import fill


def missing() -> Response:
    """A 404 as the portals send it."""
    return Response(fill("missing.html", note=NOTE).encode(), status=404)


def bot_wall(key: str) -> Response:
    """A 412 of the 瑞数 kind: a script challenge instead of the page."""
    blob = "".join(digest(64, key, nth) for nth in range(34))
    html = fill(
        "wall.html",
        id=digest(10, key),
        content=digest(24, key, 1),
        file=digest(8, key, 2),
        number=len(key) * 977,
        blob=blob,
        note=NOTE,
    )
    return Response(
        html.encode(), status=412, headers=(("Set-Cookie", f"{digest(12, key)}S={digest(40, key)}; Path=/"),)
    )


def cookie_wall(key: str) -> Response:
    """A 521 of the 加速乐 kind: a script that sets a cookie and reloads."""
    html = fill("cookie_wall.html", token=f"1700000000.{digest(6, key)}|-1|{digest(28, key)}", note=NOTE)
    return Response(
        html.encode(), status=521, headers=(("Set-Cookie", f"__jsluid_s={digest(32, key)}; path=/"),)
    )


def forbidden(key: str) -> Response:
    """A small 403."""
    return Response(fill("forbidden.html", token=digest(16, key), note=NOTE).encode(), status=403)


def maintenance() -> Response:
    """A maintenance notice sent with status 200 and in less than a kilobyte."""
    return Response(fill("maintenance.html", note=NOTE).encode())


def moved(target: str) -> Response:
    """A redirect to another address of the same portal."""
    html = f'<html><head><title>302</title></head><body><a href="{escape(target)}">{NOTE}</a></body></html>'
    return Response(html.encode(), status=302, headers=(("Location", target),))


def robots(disallowed: str) -> Response:
    """A robots.txt that closes one path to everyone."""
    text = f"# {NOTE}\nUser-agent: *\nDisallow: {disallowed}\n"
    return Response(text.encode(), content_type="text/plain")


def foreign_host(city: str) -> str:
    """An address outside every portal; the name is reserved and resolves nowhere."""
    return f"http://{city}-daily.example/{digest(8, city)}.html"
