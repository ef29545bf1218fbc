"""The steps of writing a proposal: one question a page, the last one checks it all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Step:
    """A page: a short name for the line of steps, the question that heads it, and the columns
    that are filled once it is answered."""

    key: str
    name: Any
    question: Any
    needed: tuple[str, ...]

    def is_done(self, proposal: Proposal) -> bool:
        return all(getattr(proposal, column) for column in self.needed)


QUESTIONS = (
    Step("problem", _("What is wrong"), _("What is wrong?"), ("problem", "title")),
    Step("place", _("Where"), _("Where?"), ("location",)),
    Step("solution", _("What to do"), _("What should be done?"), ("solution", "category", "theme")),
    Step("costs", _("How much"), _("What does it cost?"), ("requested_fen",)),
    Step("people", _("For whom"), _("Who benefits, and who looks after it?"),
         ("beneficiaries", "upkeep")),
)  # fmt: skip
CHECK = Step("check", _("Look it over"), _("Check your proposal"), ("submitted_at",))
STEPS = (*QUESTIONS, CHECK)
STEP_BY_KEY = {step.key: step for step in STEPS}


def step_to_change(proposal: Proposal) -> Step:
    """The question to go back to: the first one open, or else the first of all."""
    step = next_open_step(proposal)
    return QUESTIONS[0] if step is CHECK else step


def next_open_step(proposal: Proposal) -> Step:
    """Where to go on: the first question that is not answered, or the page that checks."""
    return next((step for step in QUESTIONS if not step.is_done(proposal)), CHECK)
