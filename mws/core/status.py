"""Which tone a state's word is set in; the word itself always stands beside it."""

from typing import Literal

Tone = Literal["quiet", "info", "good", "late", "stopped"]

_UNDER_WAY = """
    submitted admitted screened shortlisted on_agenda selected on_notice in_review procuring
    contracted in_progress change_pending settling frozen open closing reconciling in_session
    pending
"""
_WELL_DONE = """
    approved completed accepted settled evaluated closed sealed certified passed paid published
"""
_WAITING_FOR_SOMEBODY = "returned deferred objected waitlisted suspended rectifying overdue late"
_ENDED = "not_admitted merged rejected refused withdrawn terminated cancelled failed lapsed"

_TONES: list[tuple[Tone, str]] = [
    ("info", _UNDER_WAY),
    ("good", _WELL_DONE),
    ("late", _WAITING_FOR_SOMEBODY),
    ("stopped", _ENDED),
]
_TONE_OF: dict[str, Tone] = {code: tone for tone, codes in _TONES for code in codes.split()}


def tone_of(code: str) -> Tone:
    """The tone of a state; one that is not listed (a draft, for one) stays quiet."""
    return _TONE_OF.get(code, "quiet")
