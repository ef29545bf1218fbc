"""What people type and tick in the council. No form writes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mws.accounts.models import User
from mws.core.forms import MomentField, YuanField
from mws.core.wording import yuan_words
from proposals.models import Proposal
from voting.council.figures import amendment_of, sum_of
from voting.models import AgendaItem, Attendance, MotionKind, RecusalGround, VoteValue


class CallForm(forms.Form):
    """When, where, and what about."""

    scheduled_at = MomentField(
        label=_("When"),
        help_text=_("The members must know some days ahead; the rule says how many."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    location = forms.CharField(label=_("Where"), max_length=80)
    proposal_ids = forms.TypedMultipleChoiceField(
        label=_("Agenda"),
        help_text=_("The council takes the projects up in this order."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one project for the agenda.")},
    )

    def __init__(
        self,
        *args: Any,
        candidates: Iterable[Proposal],
        supports: Mapping[int, tuple[int, bool]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        agenda = cast(forms.TypedMultipleChoiceField, self.fields["proposal_ids"])
        agenda.choices = [(each.pk, _described(each, supports.get(each.pk))) for each in candidates]


def _described(proposal: Proposal, support: tuple[int, bool] | None) -> str:
    """A project as one line: what it is, what it costs, how many residents chose it."""
    words = f"{proposal.title} · {yuan_words(proposal.requested_fen)}"
    if support is None:
        return words
    return f"{words} · " + ngettext("%(n)s vote", "%(n)s votes", support[0]) % {"n": support[0]}


class PersonField(forms.TypedChoiceField):
    """One of a few people, given as their account."""

    def __init__(self, people: Sequence[User], **kwargs: Any) -> None:
        self.people = {person.pk: person for person in people}
        super().__init__(
            choices=[(person.pk, str(person)) for person in people],
            coerce=lambda pk: self.people[int(pk)],
            **kwargs,
        )


class OpenForm(forms.Form):
    """Who leads."""

    def __init__(self, *args: Any, chairs: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"] = PersonField(chairs, label=_("Chair of this meeting"))


class ReasonForm(forms.Form):
    """A reason; where it depends on the votes whether one is needed, the rule says so."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, is_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_needed


class AbsenceForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=80, required=False)


class AnybodyField(PersonField):
    """The same with nobody among the answers."""

    def __init__(self, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(people, required=False, empty_value=None, **kwargs)
        self.choices = [("", _("nobody")), *((person.pk, str(person)) for person in people)]


class MotionForm(forms.Form):
    """The sum the council votes on, with a condition where there is one."""

    amount_fen = YuanField(label=_("Sum put to the vote"))
    condition = forms.CharField(label=_("Condition, if any"), max_length=200, required=False)


class OtherMotionForm(forms.Form):
    """Amend, defer, reject, let wait: whose motion it is, and for an amendment its sum."""

    kind = forms.ChoiceField(label=_("Motion"))
    amount_fen = YuanField(
        label=_("Sum, if it is amended"), required=False,
        help_text=_("Left empty, the project stays at its sum."),
    )  # fmt: skip
    condition = forms.CharField(label=_("Condition, if any"), max_length=200, required=False)

    def __init__(self, *args: Any, roll: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [each for each in MotionKind if each not in (MotionKind.PASS, MotionKind.PACKAGE)]
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = [(each.value, each.label) for each in kinds]
        self.fields["proposed_by"] = AnybodyField(
            [row.member for row in roll if row.is_present], label=_("Proposed by")
        )


class PackageForm(forms.Form):
    """Which projects the council is asked to vote on at once."""

    item_ids = forms.TypedMultipleChoiceField(
        label=_("Projects"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast(forms.TypedMultipleChoiceField, self.fields["item_ids"])
        chosen.choices = [(item.pk, f"{item.position}. {item.proposal.title}") for item in items]


class RecusalForm(forms.Form):
    """Who may not vote on this project, and why."""

    ground = forms.ChoiceField(label=_("Ground"), choices=RecusalGround.choices)

    def __init__(self, *args: Any, roll: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on_behalf_of"] = PersonField([row.member for row in roll], label=_("Member"))
        self.order_fields(["on_behalf_of", "ground"])


class OwnRecusalForm(forms.Form):
    """The same for oneself."""

    ground = forms.ChoiceField(label=_("Ground"), choices=RecusalGround.choices)


class VoteForm(forms.Form):
    value = forms.ChoiceField(choices=VoteValue.choices)
    reason = forms.CharField(label=_("Reason, if any"), max_length=200, required=False)


class KeyForm(forms.Form):
    """A show of hands, keyed by a leader: one button per member and value."""

    value = forms.ChoiceField(choices=VoteValue.choices)

    def __init__(self, *args: Any, roll: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on_behalf_of"] = PersonField([row.member for row in roll])


class SignForm(forms.Form):
    """Signs what was read: the state of the secretary's text when the page was shown."""

    read = forms.CharField(widget=forms.HiddenInput, required=False)


def forms_of_item(
    item: AgendaItem, roll: Sequence[Attendance], *, needs_reason: bool
) -> dict[str, forms.Form]:
    """The empty forms of the project before the council; a motion that fails needs a reason."""
    return {
        "motion": MotionForm(initial=_as_it_stands(item)),
        "other": OtherMotionForm(roll=roll, auto_id="other_%s"),
        "recusal": RecusalForm(roll=roll),
        "own_recusal": OwnRecusalForm(auto_id="own_%s"),
        "declare": ReasonForm(auto_id="declare_%s", is_needed=needs_reason),
        "withdraw": ReasonForm(auto_id="withdraw_%s"),
        "defer": ReasonForm(auto_id="defer_%s"),
        "waitlist": ReasonForm(auto_id="waitlist_%s"),
    }


def _as_it_stands(item: AgendaItem) -> dict[str, Any]:
    """What the next motion says unless somebody types something else: as the council amended it."""
    amendment = amendment_of(item)
    condition = amendment.condition if amendment else ""
    return {"amount_fen": sum_of(item), "condition": condition}
