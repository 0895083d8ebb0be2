"""What a list links to besides documents: walls, shells, gaps and other hosts, each written for this project."""

from __future__ import annotations

from html import escape

from replica.places import NOTE, digest
from replica.records import Response

_WALL = """<!DOCTYPE html><html><head><meta charset="utf-8">
<meta id="{id}" content="{content}" r='m'>
<script type="text/javascript" r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={{}};$_ts.nsd={number};$_ts.cd="{blob}";</script>
<script type="text/javascript" charset="iso-8859-1" src="/{id}/{content:.8}.js" r='m'></script>
</head><body><!-- {note} --></body></html>
"""
_COOKIE = """<html><head><meta charset="utf-8"><script>document.cookie=('__jsl_clearance_s=')+('{token}')+\
(';max-age=3600;path=/');location.href=location.pathname+location.search</script></head><body><!-- {note} --></body></html>
"""
_FORBIDDEN = """<html><head><meta charset="utf-8"><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1>\
</center><p>您的访问已被网站防护系统拦截，事件编号 {token}。</p><p>{note}</p></body></html>
"""
_SHELL = """<html><head><meta charset="utf-8"><title>系统维护</title></head><body><div style="margin:80px auto;width:400px">\
<p>系统正在维护升级，请稍后再来访问。</p><p>{note}</p></div></body></html>
"""
_MISSING = """<html><head><meta charset="utf-8"><title>404</title></head><body><h1>页面不存在</h1>\
<p>您访问的页面已被删除或者从未存在。</p><p>{note}</p></body></html>
"""


def missing() -> Response:
    """A 404 as the portals send it."""
    return Response(_MISSING.format(note=NOTE).encode(), status=404)


def bot_wall(key: str) -> Response:
    """A 412 of the 瑞数 kind: a script challenge instead of the page."""
    blob = "".join(digest(64, key, nth) for nth in range(34))
    html = _WALL.format(
        id=digest(10, key), content=digest(24, key, 1), number=len(key) * 977, blob=blob, note=NOTE
    )
    return Response(
        html.encode(), status=412, headers=(("Set-Cookie", f"{digest(12, key)}S={digest(40, key)}; Path=/"),)
    )


def cookie_wall(key: str) -> Response:
    """A 521 of the 加速乐 kind: a script that sets a cookie and reloads."""
    html = _COOKIE.format(token=f"1700000000.{digest(6, key)}|-1|{digest(28, key)}", note=NOTE)
    return Response(
        html.encode(), status=521, headers=(("Set-Cookie", f"__jsluid_s={digest(32, key)}; path=/"),)
    )


def forbidden(key: str) -> Response:
    """A small 403."""
    return Response(_FORBIDDEN.format(token=digest(16, key), note=NOTE).encode(), status=403)


def maintenance() -> Response:
    """A maintenance notice sent with status 200 and in less than a kilobyte."""
    return Response(_SHELL.format(note=NOTE).encode())


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
