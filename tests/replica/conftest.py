"""Running replicas, and a client that neither follows redirects nor changes a byte."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest

import replica


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


Get = Callable[..., Answer]


@pytest.fixture
def portals() -> Iterator[replica.Replicas]:
    with replica.serve(delay_scale=0) as running:
        yield running


@pytest.fixture
def get(portals: replica.Replicas) -> Get:
    def fetch(city: str, path: str, *, method: str = "GET", form: str = "", **headers: str) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(portals.origins[city]).netloc, timeout=20)
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, quote(path, safe=":/?&=%,"), body=form.encode() or None, headers=sent)
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read())
        connection.close()
        return answer

    return fetch
