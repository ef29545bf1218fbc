"""One's own profile and vault."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.places.models import Level, Place


class ProfileForm(forms.Form):
    """What later forms are filled with."""

    estate = forms.ModelChoiceField(
        Place.objects.none(), label=_("Estate or village"), required=False,
        empty_label=_("Not said"), to_field_name="code",
        help_text=_("Of the community you are verified in."),
    )  # fmt: skip
    organisation = forms.CharField(
        label=_("Organisation you act for"), max_length=80, required=False,
        help_text=_("Only if you act for one: a company, a club, an owners' committee."),
    )  # fmt: skip
    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=30, required=False,
        help_text=_("The 18 signs on the organisation's licence."),
    )  # fmt: skip

    def __init__(self, *args: Any, home: Place | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if home is not None:
            estates = Place.objects.below(home).filter(level=Level.ESTATE)
            self.fields["estate"].queryset = estates  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """One file."""

    upload = forms.FileField(
        label=_("PDF or photograph"), help_text=_("At most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,image/*"}),
    )  # fmt: skip
