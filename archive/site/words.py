"""The site's words in one language, as its templates call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archive.site.strings import LANGUAGES, STRINGS


class Words:
    """The words in one language, as templates call them: ``t('search')``, ``t.of('kind', kind)``."""

    def __init__(self, language: str, labels: Mapping[str, str]) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)
        self._labels = labels

    def __call__(self, key: str, **values: Any) -> str:
        words = STRINGS[key][self._place]
        return words.format(**values) if values else words

    def of(self, group: str, code: str | None) -> str:
        """The name of a code (``of('kind', 'policy')``); one that is not known stands for itself."""
        found = STRINGS.get(f"{group}.{code}")
        return found[self._place] if found else code or ""

    def figure(self, table: str, row: str) -> str:
        """The name of a statutory table's row: as printed in Chinese reports, or its code made readable."""
        return self._term(f"{table}.{row}", row)

    def figure_column(self, table: str, column: str) -> str:
        """The name of a statutory table's column."""
        return self._term(f"{table}/{column}", column)

    def figures_named(self, rows: str) -> str:
        """A check's rows, which may be a sum (``handled+carried_out``), by their names."""
        return " + ".join(self._row(row) for row in rows.split("+"))

    def check_column(self, column: str) -> str:
        """A check's column by its name."""
        named = [key for key in self._labels if key.partition("/")[2] == column]
        return self._term(named[0] if named else "", column)

    def _row(self, row: str) -> str:
        tables = [key.partition(".")[0] for key in self._labels if key.partition(".")[2] == row]
        return self.figure(tables[0] if tables else "", row)

    def _term(self, key: str, code: str) -> str:
        readable = code.replace("_", " ")
        return self._labels.get(key, readable) if self.language == "zh" else readable


def language_of(request: Any) -> str:
    """The language asked for: by ``?lang=``, else by the cookie that it left, else Chinese."""
    if request is None:
        return LANGUAGES[0]
    for asked in (request.args.get("lang"), request.cookies.get("lang")):
        if asked in LANGUAGES:
            return str(asked)
    return LANGUAGES[0]
