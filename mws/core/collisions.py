"""Two people enter the same thing at once: the second one reads why not, instead of an error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from mws.core.refusals import Refusal, require


@contextmanager
def ask_again(why_not: Callable[[], Refusal | None]) -> Iterator[None]:
    """Around an insert that a unique constraint may refuse although the rule had agreed.

    The row of the other person is committed by then, so the rule, asked again, sees it. Raises
    Refused, or the IntegrityError where the rule still has nothing against it.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        require(why_not())
        raise
