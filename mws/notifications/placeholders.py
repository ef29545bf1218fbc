"""What the ``{names}`` in messages stand for: for the editor who writes with them, and samples.

A code knows the names that its built-in words use: only those are sure to be given by whoever
queues the message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mws.notifications.rendering import pack
from mws.notifications.words import WORDS

NAME = re.compile(r"\{(\w+)\}")


class Placeholder(NamedTuple):
    """What a name stands for, and a value to show the message with."""

    meaning: Promise
    sample: str | int | date | Promise


PLACEHOLDERS: dict[str, Placeholder] = {
    "after_fen": Placeholder(_("the amount as it is now"), 4_032_000),
    "amount": Placeholder(_("the amount, in figures"), "136,800"),
    "amount_fen": Placeholder(_("the amount, with its unit"), 13_680_000),
    "answer": Placeholder(_("the office's answer"), "已请电力公司下周复核线路。"),
    "before_fen": Placeholder(_("the amount as it was"), 3_600_000),
    "clause": Placeholder(_("the clause the decision rests on"), "负面清单第 3 条"),
    "day": Placeholder(_("the day"), date(2026, 6, 21)),
    "decision": Placeholder(_("the decision that was taken"), _("Returned for completion")),
    "desk": Placeholder(_("the desk that is asked"), "城建办"),
    "document_no": Placeholder(_("the number of the decision"), "桃街审〔2026〕8 号"),
    "due_on": Placeholder(_("the last day"), date(2026, 6, 24)),
    "ends_on": Placeholder(_("the last day"), date(2026, 6, 24)),
    "holder": Placeholder(_("with whom the file lies"), _("Intake clerk")),
    "into": Placeholder(_("the title of the proposal it goes on with"), "龙珠四路照明提升"),
    "joined": Placeholder(_("the title of the proposal that joins"), "公园增设路灯"),
    "location": Placeholder(_("where the meeting is"), "社区党群服务中心二楼"),
    "name": Placeholder(_("the name of the other person"), "王建国"),
    "number": Placeholder(_("the number of the public notice"), "龙珠公示〔2026〕5 号"),
    "place": Placeholder(_("the community or sub-district"), "龙珠社区"),
    "rank": Placeholder(_("the place on the waitlist"), 2),
    "reason": Placeholder(_("the reason given"), "请补充施工位置的照片和物业的书面意见。"),
    "receipt_no": Placeholder(_("the receipt number"), "MWS-2026-TY-LZ-0012"),
    "role": Placeholder(_("the role"), _("Intake clerk")),
    "site": Placeholder(_("the name of this site"), "民生微实事"),
    "starts_on": Placeholder(_("the first day"), date(2026, 6, 17)),
    "status": Placeholder(_("how far the case is now"), _("Screened")),
    "step": Placeholder(_("the step that is due"), _("Intake")),
    "supplier": Placeholder(_("the contractor"), "深圳榕岸市政工程有限公司"),
    "time": Placeholder(_("the time of day"), "19:30"),
    "title": Placeholder(_("the title of the proposal"), "口袋公园路灯修复"),
    "year": Placeholder(_("the year"), "2026"),
}


def names_in(text: str) -> list[str]:
    """The names a text uses, in order, each as often as it stands there."""
    return NAME.findall(text)


def names_of(code: str) -> list[str]:
    """The names that messages of this kind can use, in the order of the built-in words."""
    with override(None):
        words = WORDS[code]
        return list(dict.fromkeys(names_in(f"{words.subject} {words.body}")))


def sample_context(code: str) -> Mapping[str, Any]:
    """Packed values to show a message of this kind with."""
    return {name: pack(PLACEHOLDERS[name].sample) for name in names_of(code)}
