"""Telling a portal's bot wall from its content.

A wall is recorded as ``blocked:<kind>`` and left alone; there is no way round it here. The marks are those
of the walls seen before Chinese government sites: 瑞数 answers 412, 加速乐 521, 网站云防护系统 a small 403;
云锁, WZWS and maintenance pages come with status 200 and would otherwise be archived as content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

WALL_STATUS = {412: "ruishu", 468: "waf", 521: "jiasule", 429: "too_many_requests"}
SMALL = 16_384
"""Bytes: a page refused with 403 that is longer than this says something of its own."""
SHELL = 1024
"""Bytes: a 200 shorter than this may be a maintenance notice; a real portal page weighs 30 kB and more."""

_CHALLENGES: dict[str, re.Pattern[bytes]] = {
    "jiasule": re.compile(rb"__jsl_clearance|__jsluid"),
    "ruishu": re.compile(rb"\$_ts\s*=|<meta[^>]+\br=[\"']m[\"']"),
    "yunsuo": re.compile(rb"security_session_(?:mid_)?verify|yunsuo_session"),
    "wzws": re.compile(rb"WZWS-RAY|wzws(?:chr|confirm|question|_cid)|/waf_verify\.htm", re.I),
    "yundun": re.compile(rb"acw_sc__v2|yundun(?:cookie|_waf)"),
}
_CHALLENGE_SIZE = 32_768
"""Bytes: a challenge is a script with hardly any page around it; long pages may speak of such scripts."""

_MAINTENANCE = re.compile("(?:系统|网站|升级|正在)维护|维护(?:升级|中)|系统升级|稍后(?:再试|访问|重试)")
_FIREWALL = re.compile("云防护|防火墙|访问被(?:拦截|阻断|拒绝)|请求被拦截|安全(?:验证|防护)|人机验证")


def blocked_by(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """The kind of wall that sent this answer, or None where it is an answer of the portal itself.

    ``headers`` maps lower-case names to values. The kind is a word such as ``ruishu`` or ``maintenance``.
    """
    if status in WALL_STATUS:
        return WALL_STATUS[status]
    if status not in (200, 202, 403, 503) or not _is_page(headers, body):
        return None
    if len(body) <= _CHALLENGE_SIZE:
        for kind, mark in _CHALLENGES.items():
            if mark.search(body) and b"<script" in body.lower():
                return kind
    if "wzws-ray" in headers and status != 200:
        return "wzws"
    text = _rough_text(body[:SMALL])
    if status == 403 and len(body) < SMALL:
        return "firewall" if _FIREWALL.search(text) else "forbidden"
    if len(body) < SHELL:
        if _MAINTENANCE.search(text):
            return "maintenance"
        if _FIREWALL.search(text):
            return "firewall"
    return None


def _is_page(headers: Mapping[str, str], body: bytes) -> bool:
    """HTML, or nothing that says otherwise: lists sent as JSON or XML and files are never walls."""
    declared = headers.get("content-type", "").lower()
    return "html" in declared or (not declared and body.lstrip()[:1] in (b"<", b""))


def _rough_text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")
