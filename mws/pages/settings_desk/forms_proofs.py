"""Forms of the proofs that a district accepts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ProofForm(forms.Form):
    """A kind of proof, and how it is shown."""

    name = forms.CharField(label=_("Name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    may_upload = forms.BooleanField(
        label=_("A photograph or PDF of it is enough"), required=False, initial=True,
        help_text=_("Without the tick it is shown at the counter only."),
    )  # fmt: skip
    needs_number = forms.BooleanField(
        label=_("An identity document is looked at as well"), required=False,
        help_text=_("Without the tick no identity number is asked for, and none is kept."),
    )  # fmt: skip


class ChangeProofForm(ProofForm):
    """What is accepted already may also be retired."""

    is_active = forms.BooleanField(label=_("It is accepted today"), required=False)
