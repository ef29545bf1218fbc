"""What is typed at the sub-district's desk: findings, batches, changes of plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import YuanField
from mws.core.wording import yuan_words
from proposals.forms.delivery import Lines
from proposals.models import Project


def _yes(value: str) -> bool:
    return value == "yes"


class CheckForm(forms.Form):
    """What one office found."""

    is_sound = forms.TypedChoiceField(
        label=_("Finding"), choices=[("yes", _("In order")), ("no", _("Not in order"))],
        coerce=_yes, empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(label=_("What was found"), max_length=300, required=False)


class BatchForm(forms.Form):
    """The document that approves several projects."""

    document_no = forms.CharField(label=_("Decision document"), max_length=60)
    meeting_no = forms.CharField(
        label=_("Meeting of the party working committee"), max_length=60, required=False,
        help_text=_("Its number, for sums above the leader's own limit."),
    )  # fmt: skip


class ChangeForm(forms.Form):
    """Another sum, or another scope."""

    new_total_fen = YuanField(label=_("New contract sum"))
    is_new_scope = forms.TypedChoiceField(
        label=_("Scope"),
        choices=[("no", _("The same works, goods or services")), ("yes", _("Another scope"))],
        coerce=_yes, empty_value=None, widget=forms.RadioSelect, initial="no",
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=Lines(),
        help_text=_("It is published; name no persons."),
    )  # fmt: skip
    splitting_reason = forms.CharField(
        label=_("Why this is not one project split in parts"), max_length=200, required=False,
        widget=Lines(2), help_text=_("Only where the site asks for it; it is public."),
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_total_fen"].help_text = _("The contract is about %(amount)s.") % {
            "amount": yuan_words(project.contract_fen or 0)
        }


class CouncilForm(forms.Form):
    """The council's vote on a change, from its minutes."""

    minutes = forms.CharField(label=_("Number of the minutes"), max_length=60)
    yes = forms.IntegerField(label=_("Votes in favour"), min_value=0)
    no = forms.IntegerField(label=_("Votes against"), min_value=0)
    recused = forms.IntegerField(label=_("Members who stood aside"), min_value=0, initial=0)
    present = forms.IntegerField(label=_("Members present"), min_value=0)
    seated = forms.IntegerField(label=_("Members seated"), min_value=1)


class ChangeApprovalForm(BatchForm):
    """The document that approves a change."""


class ChangeRefusalForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=Lines())
