"""What can be wrong with a list from a spreadsheet, in words that say what to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_KEPT = 200  # faults that a report lists; the rest is counted


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` 0 is the whole file. ``what`` and ``other`` fill the sentence; never a cell's
    content: reports may name no number of a person."""

    line: int
    code: str
    what: str = ""
    other: str = ""


WORDS = {
    "encoding": gettext_lazy(
        "The characters cannot be read. Save the list as CSV (UTF-8) or as XLSX."
    ),
    "not_readable": gettext_lazy(
        "The file cannot be read. Save the list once more, as XLSX or CSV."
    ),
    "too_large": gettext_lazy("The file is too large. Divide the list and bring it in parts."),
    "too_many_lines": gettext_lazy(
        "The list has more than %(what)s lines, more than one community can have. Look whether "
        "it holds other communities, and take them out."
    ),
    "no_lines": gettext_lazy("The list holds no lines below its headings."),
    "no_headings": gettext_lazy(
        "The row of headings was not found. It names the columns: %(what)s, and stands among the "
        "first rows."
    ),
    "columns_missing": gettext_lazy(
        "These columns are missing: %(what)s. The headings that were found: %(other)s."
    ),
    "figures_lost": gettext_lazy(
        "Column “%(what)s”: the spreadsheet has rounded the number. Give the column the format "
        "“text” and enter it again."
    ),
    "formula": gettext_lazy(
        "Column “%(what)s” holds a formula. Copy the column and paste it as values."
    ),
    "cell_too_long": gettext_lazy("Column “%(what)s”: the text is too long."),
}


def say(
    fault: Fault, words: dict[str, Any], names: dict[str, str], *, is_numbered: bool = True
) -> str:
    """The fault as a sentence. ``words``: those of the list in hand, beside the common ones;
    ``names``: how a column is called; ``is_numbered``: the sentence begins with its line."""
    sentence = str((WORDS | words)[fault.code])
    filled = sentence % {"what": names.get(fault.what, fault.what), "other": fault.other}
    if not (fault.line and is_numbered):
        return filled
    return _("Line %(line)s: %(what)s") % {"line": fault.line, "what": filled}


def packed(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """As a JSON column keeps them."""
    return [asdict(fault) for fault in faults]


def unpacked(rows: Iterable[dict[str, Any]]) -> list[Fault]:
    return [Fault(**row) for row in rows]


def sentences(faults: Iterable[Fault], say_one: Callable[[Fault], str]) -> list[str]:
    """The first faults in words, and how many more there are."""
    every = list(faults)
    lines = [say_one(fault) for fault in every[:MOST_KEPT]]
    if len(every) > MOST_KEPT:
        lines.append(_("… and %(count)s more.") % {"count": len(every) - MOST_KEPT})
    return lines
