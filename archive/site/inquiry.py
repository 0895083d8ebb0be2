"""The fifteen questions: a list, and a page each with its SQL, its parameters and the answer."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import NotFound, Response

from archive.site.questions import BY_SLUG, QUESTIONS
from archive.site.views import draw


async def index(datasette: Any, request: Any) -> Response:
    return await draw(datasette, request, "questions.html", questions=QUESTIONS)


async def view(datasette: Any, request: Any) -> Response:
    question = BY_SLUG.get(request.url_vars["slug"])
    if question is None:
        raise NotFound("there is no such question")
    given = {name: request.args.get(name, usual) for name, usual in question.parameters.items()}
    columns: list[str] = []
    rows: list[Any] = []
    trouble, truncated = "", False
    try:
        answer = await datasette.get_database().execute(
            question.sql, given, truncate=True, log_sql_errors=False
        )
        columns, rows, truncated = answer.columns, answer.rows, answer.truncated
    except QueryInterrupted:
        trouble = "too_slow"
    except sqlite3.DatabaseError as error:
        trouble = str(error)
    return await draw(
        datasette, request, "question.html",
        question=question, given=given, columns=columns, rows=rows, trouble=trouble, truncated=truncated,
    )  # fmt: skip
