"""Finding a piece of text in Chinese columns, which know no blanks between words.

What is found is the same everywhere: rows whose text holds the word. SQLite reads the columns;
PostgreSQL first asks an index of all pairs of neighbouring characters (``BigramIndex``), so that a
hundred thousand rows cost what a few do. Its trigram index would not find 路灯: two characters make
no trigram.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from mws.core.append_only import Triggers

FUNCTION = """
CREATE OR REPLACE FUNCTION mws_bigrams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT pair), '{}')
    FROM (SELECT sign || lead(sign) OVER (ORDER BY place) AS pair
          FROM unnest(string_to_array(words, NULL)) WITH ORDINALITY AS signs (sign, place)) AS pairs
    WHERE pair IS NOT NULL
$$
"""


class Holds(models.Func):
    """The condition that one of these columns, or two neighbours together, holds ``word``.

    Capital letters do not matter. The columns stand in the order of their ``BigramIndex``.
    """

    output_field = models.BooleanField()
    conditional = True
    arg_joiner = " || ' ' || "

    def __init__(self, *columns: str, word: str) -> None:
        super().__init__(*columns)
        self.word = unicodedata.normalize("NFKC", word).lower()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        text, params = self.as_sql(compiler, connection, template="lower(%(expressions)s)")
        found = f"(position(%s in {text}) > 0)"
        if len(self.word) < 2:
            return found, [self.word, *params]
        indexed = f"(mws_bigrams({text}) @> mws_bigrams(%s) AND {found})"
        return indexed, [*params, self.word, self.word, *params]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        text, params = self.as_sql(compiler, connection, template="lower(%(expressions)s)")
        return f"(instr({text}, %s) > 0)", (*params, self.word)


class BigramIndex(Triggers):
    """A migration operation: the index that ``Holds`` asks on PostgreSQL; SQLite has none."""

    def __init__(self, name: str, *, table: str, columns: tuple[str, ...]) -> None:
        text = " || ' ' || ".join(f'"{column}"' for column in columns)
        index = f'CREATE INDEX "{name}" ON "{table}" USING gin (mws_bigrams(lower({text})))'
        super().__init__(
            postgresql=[FUNCTION, index],
            sqlite=[],
            undo={"postgresql": [f'DROP INDEX IF EXISTS "{name}"'], "sqlite": []},
        )
