"""Reading what goes into the archive: a mistake in the rules must not cost a page its bytes."""

from __future__ import annotations

import logging

from archive.records import FIELDS, Capture, Charset, Document, Finding
from crawler.reading import READER, read

logger = logging.getLogger(__name__)


def read_carefully(capture: Capture) -> Document:
    """As :func:`crawler.reading.read`; where that fails, a document without text and a finding that says why.

    The bytes are then archived all the same, and ``gongkai reread`` reads them once the rules are mended.
    """
    try:
        return read(capture)
    except Exception as error:  # whatever it is: the bytes are the truth, and they are kept
        why = f"{type(error).__name__}: {error}"
        logger.warning("%s: kept, but could not be read: %s", capture.url, why)
        logger.debug("there:", exc_info=True)
        return Document(
            url=capture.url,
            title=capture.hints.title,
            kind="other",
            report_year=None,
            catalogue=dict.fromkeys(FIELDS),
            labels={},
            raw_text="",
            text="",
            findings=(Finding("unread", 0, 0, "", None, "lost", why),),
            charset=Charset("", 0.0),
            reader=READER,
        )
