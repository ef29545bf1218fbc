"""Bringing a roll of residents, and being looked up on one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mws.accounts.documents import DocumentType, read_document
from mws.accounts.models import User
from mws.accounts.phones import masked_phone
from mws.accounts.services.roll_matching import Evidence
from mws.core.table_uploads import TableForm


class RollForm(TableForm):
    """The roll of a community, which may be long."""

    file_label = gettext_lazy("The roll (CSV or XLSX)")
    most_bytes = settings.MWS_ROLL_MOST_BYTES
    too_large = gettext_lazy("The file is too large. Look whether it holds other communities.")


class MatchForm(forms.Form):
    """What one says of oneself. The number of the document may stay away where the list knows the
    mobile number that this person has verified."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=gettext_lazy("As on your document."),
    )
    type = forms.ChoiceField(label=gettext_lazy("Identity document"), choices=DocumentType.choices)
    number = forms.CharField(
        label=gettext_lazy("Number of the identity document"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("It is compared and not kept."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", person.display_name)
        self.fields["number"].required = not person.verified_phone
        if person.verified_phone:
            self.fields["number"].help_text = _(
                "It is compared and not kept. You may leave it empty: then the office's list is "
                "searched for your mobile number %(phone)s."
            ) % {"phone": masked_phone(person.verified_phone)}

    def clean(self) -> dict[str, Any]:
        """``evidence``, and nothing else: the number goes no further than this."""
        data = super().clean() or {}
        number = data.pop("number", "")
        try:
            document = read_document(data.get("type", ""), number) if number else None
        except forms.ValidationError as error:
            self.add_error("number", error)
            return data
        return {"evidence": Evidence(data.get("name", ""), document)}
