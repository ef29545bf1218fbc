"""Pages of rows whose number is known: it is not asked of the database a second time."""

from typing import Any

from django.core.paginator import Paginator


class CountedPages(Paginator):
    """A paginator that is told the ``total``."""

    def __init__(self, rows: Any, per_page: int, *, total: int) -> None:
        super().__init__(rows, per_page)
        self.total = total

    @property
    def count(self) -> int:
        return self.total
