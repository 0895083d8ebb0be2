"""A site that answers real requests on loopback, for as long as a test needs it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from archive.site import app
from tests.site.samples import CITIES

LABELS = {"applications.granted": "（一）予以公开", "applications/total": "总计"}


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """The address of the archive's site, ``http://127.0.0.1:PORT``."""
    site = app.build(archive, cities=CITIES, labels=LABELS)
    server = uvicorn.Server(uvicorn.Config(site.app(), host="127.0.0.1", port=0, log_level="warning"))
    socket = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the site did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        socket.close()
