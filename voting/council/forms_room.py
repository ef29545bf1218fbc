"""What is typed around a meeting: another day, guests, counters, speakers, minutes, seats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.forms import DayField, MomentField
from voting.council.forms import PersonField
from voting.models import Attendance, SeatBasis, SeatKind

MOMENT = {"type": "datetime-local"}


class PostponeForm(forms.Form):
    """A later day, and why."""

    scheduled_at = MomentField(
        label=_("New day and time"),
        widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class GuestForm(forms.Form):
    """Who is invited or listens."""

    name = forms.CharField(label=_("Name"), max_length=40)
    organisation = forms.CharField(label=_("From where"), max_length=60, required=False)


class PresenterForm(forms.Form):
    presenter = forms.CharField(label=_("Presented by"), max_length=60, required=False)


class CountersForm(forms.Form):
    """Two members in the room: one watches the count, the other makes it."""

    def __init__(self, *args: Any, roll: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = [row.member for row in roll if row.is_present]
        self.fields["scrutineer"] = PersonField(present, label=_("Scrutineer"))
        self.fields["teller"] = PersonField(present, label=_("Teller"))


class SpeakerForm(forms.Form):
    """Who raises a hand to speak."""

    def __init__(self, *args: Any, roll: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = [row.member for row in roll if row.is_present]
        self.fields["on_behalf_of"] = PersonField(present, label=_("Member"))


class WordsForm(forms.Form):
    words = forms.CharField(max_length=300, required=False)


class TextForm(forms.Form):
    """The secretary's text."""

    body = forms.CharField(
        label=_("Text of the minutes"),
        help_text=_("Questions, answers, what was said: what the figures do not say."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "data-rich": ""}),
    )


class AnnexForm(forms.Form):
    text = forms.CharField(
        label=_("What was wrong, and what is right"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class RedactionForm(forms.Form):
    passage = forms.CharField(
        label=_("Words to leave out"), max_length=200,
        help_text=_("Exactly as they stand in the minutes."),
    )  # fmt: skip
    ground = forms.CharField(label=_("Reason"), max_length=80)


class SchemeForm(forms.Form):
    """How many seats of each kind, by which document."""

    document = forms.CharField(label=_("Decision document"), max_length=80)
    allows_substitutes = forms.BooleanField(label=_("Members may have substitutes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in SeatKind:
            self.fields[f"seats_{kind.value}"] = forms.IntegerField(
                label=kind.label, min_value=0, max_value=50, required=False
            )

    @property
    def terms(self) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        return {
            "document": given["document"], "allows_substitutes": given["allows_substitutes"],
            "seats": {kind: given[f"seats_{kind}"] or 0 for kind in SeatKind.values},
        }  # fmt: skip


class SeatForm(forms.Form):
    """Who takes which seat, on what ground, until when."""

    number = forms.IntegerField(label=_("Number of the seat"), min_value=1, max_value=99)
    kind = forms.ChoiceField(label=_("Kind of seat"), choices=SeatKind.choices)
    basis = forms.ChoiceField(label=_("How it is filled"), choices=SeatBasis.choices)
    document = forms.CharField(label=_("Announcement or letter"), max_length=80, required=False)
    starts_on = DayField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = DayField(
        label=_("Last day, if it is known"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = PersonField(people, label=_("Member"))
        self.order_fields(["member", "number", "kind"])


class SubstituteForm(forms.Form):
    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"] = PersonField(people, label=_("Substitute"))
