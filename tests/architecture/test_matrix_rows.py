"""No address without its row in the matrix of who may do what (tests/matrix/rows)."""

from collections.abc import Iterator

from django.test import SimpleTestCase
from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.matrix import BOOKS

# Not asked one by one: Wagtail's own. Its main doors have rows, its pages are public.
WAGTAIL = "wagtail."


class MatrixTests(SimpleTestCase):
    def test_every_address_has_its_row(self):
        asked = {row.name for rows in BOOKS.values() for row in rows}
        missing = {name for name in named_addresses(get_resolver()) if name not in asked}
        self.assertEqual(set(), missing, "add a row: docs/testing.md, Who may do what")

    def test_every_row_asks_both_ways(self):
        """An address that is only read is posted to as well, and the other way round."""
        asked = [(row.method, row.name) for rows in BOOKS.values() for row in rows]
        lonely = {name for _, name in asked} - {
            name for method, name in asked if method == "GET" and ("POST", name) in asked
        }
        self.assertEqual(set(), lonely)


def named_addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from named_addresses(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name and not _is_wagtails(entry):
            yield f"{space}{entry.name}"


def _is_wagtails(entry: URLPattern) -> bool:
    view = entry.callback
    kind = getattr(view, "view_class", view)
    return kind.__module__.startswith(WAGTAIL) or entry.callback.__module__.startswith(WAGTAIL)
