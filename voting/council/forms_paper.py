"""The sheets of a meeting as one form: the roll once, then one part for each project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.forms import MomentField, YuanField
from voting.council.forms import PersonField
from voting.council.papers import BatchRow, Member
from voting.council.services.keyed import PaperItem, PaperMeeting
from voting.models import AgendaItem, Meeting, MotionKind, RecusalGround, VoteValue

RECUSED = "recused"
PUT_OFF = ""
DECISIONS = [
    (MotionKind.PASS.value, _("Voted on")),
    (PUT_OFF, _("Put off without a vote")),
]
ANSWERS = [*VoteValue.choices, (RECUSED, _("Recused"))]


class BatchForm(forms.Form):
    """Which of the confirmed decisions go to the sub-district now."""

    def __init__(self, *args: Any, rows: Sequence[BatchRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = [row.proposal for row in rows if row.why_not is None]
        self.fields["cases"] = forms.TypedMultipleChoiceField(
            label=_("Decisions that are confirmed"), coerce=int, required=False,
            choices=[(each.pk, each.title) for each in ready],
            initial=[each.pk for each in ready], widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip


class PaperForm(forms.Form):
    """``members``: who could come. What everybody else did is chosen once for a project; only who
    did otherwise is chosen by name."""

    opened_at = MomentField(label=_("Began at"), widget=forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))  # fmt: skip
    closed_at = MomentField(label=_("Ended at"), widget=forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))  # fmt: skip

    def __init__(
        self, *args: Any, meeting: Meeting, members: Sequence[Member], chairs: Sequence[User],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.items, self.members = list(meeting.agenda.all()), members
        self.fields["opened_at"].initial = timezone.localtime(meeting.scheduled_at)
        self.fields["chair"] = PersonField(chairs, label=_("Chair of this meeting"))
        for member in members:
            self.fields[f"absent_{member.person.pk}"] = forms.CharField(
                label=str(member.person), max_length=80, required=False
            )
        for item in self.items:
            self._add_item(item)

    def _add_item(self, item: AgendaItem) -> None:
        key = item.pk
        self.fields[f"kind_{key}"] = forms.ChoiceField(
            label=_("What happened"), choices=DECISIONS, required=False,
            initial=MotionKind.PASS.value,
        )  # fmt: skip
        self.fields[f"sum_{key}"] = YuanField(
            label=_("Sum put to the vote"), initial=item.proposal.requested_fen, required=False
        )
        self.fields[f"condition_{key}"] = forms.CharField(
            label=_("Condition, if any"), max_length=200, required=False
        )
        self.fields[f"rest_{key}"] = forms.ChoiceField(
            label=_("Everybody else"), choices=VoteValue.choices
        )
        for member in self.members:
            self.fields[f"vote_{key}_{member.person.pk}"] = forms.ChoiceField(
                label=str(member.person), required=False,
                choices=[("", _("as everybody else")), *ANSWERS],
            )  # fmt: skip
        self.fields[f"ground_{key}"] = forms.ChoiceField(
            label=_("Ground of the recusals"), choices=RecusalGround.choices
        )
        self.fields[f"reason_{key}"] = forms.CharField(
            label=_("Reason, where it failed or was put off"), max_length=500, required=False
        )

    @property
    def head(self) -> list[Any]:
        return [self[name] for name in ("chair", "opened_at", "closed_at")]

    @property
    def roll(self) -> list[Any]:
        return [self[f"absent_{member.person.pk}"] for member in self.members]

    @property
    def parts(self) -> Iterator[tuple[AgendaItem, list[Any], list[Any], list[Any]]]:
        """For each project: what was decided, who voted otherwise, and why."""
        for item in self.items:
            names = ("kind", "sum", "condition", "rest")
            votes = [self[f"vote_{item.pk}_{member.person.pk}"] for member in self.members]
            end = [self[f"{name}_{item.pk}"] for name in ("ground", "reason")]
            yield item, [self[f"{name}_{item.pk}"] for name in names], votes, end

    @property
    def paper(self) -> PaperMeeting:
        """As the service takes it."""
        given = self.cleaned_data
        present = [each.person for each in self.members if not given[f"absent_{each.person.pk}"]]
        away = {each.person: given[f"absent_{each.person.pk}"] for each in self.members}
        return PaperMeeting(
            chair=given["chair"], opened_at=given["opened_at"], closed_at=given["closed_at"],
            present=present, absent={who: why for who, why in away.items() if why},
            items=[self._sheet(item, present) for item in self.items],
        )  # fmt: skip

    def _sheet(self, item: AgendaItem, present: Sequence[User]) -> PaperItem:
        given, key = self.cleaned_data, item.pk
        answers = {
            person: given[f"vote_{key}_{person.pk}"] or given[f"rest_{key}"] for person in present
        }
        away = [each.person for each in self.members if each.person not in present]
        recused = [who for who, answer in answers.items() if answer == RECUSED]
        recused += [who for who in away if given[f"vote_{key}_{who.pk}"] == RECUSED]
        return PaperItem(
            item_id=key, kind=given[f"kind_{key}"], amount_fen=given[f"sum_{key}"],
            condition=given[f"condition_{key}"], reason=given[f"reason_{key}"],
            votes={who: answer for who, answer in answers.items() if answer != RECUSED},
            recused=dict.fromkeys(recused, given[f"ground_{key}"]),
        )  # fmt: skip
