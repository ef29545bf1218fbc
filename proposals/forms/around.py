"""What residents write around a proposal, and what the office answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.accounts.phones import PhoneField
from proposals.models import ContributionKind, ReportGround
from proposals.models.around import LONGEST


def _words(label: Any, *, rows: int = 3, longest: int = LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows})
    )


class ContributionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=ContributionKind, widget=forms.RadioSelect
    )
    text = _words(_("In your words"))


class AnswerForm(forms.Form):
    text = _words(_("Answer, published under the question"))


class InviteForm(forms.Form):
    phone = PhoneField(label=_("Your neighbour's mobile number"))


class ReportForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=ReportGround, widget=forms.RadioSelect
    )


class HideForm(forms.Form):
    reason = _words(_("Why it is hidden; everyone reads this"), rows=2, longest=200)
