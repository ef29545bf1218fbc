"""What editors type about messages: a subject and a body in each language of the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mws.notifications.rendering import Text
from mws.notifications.rules import SUBJECT_MAX, why_not_body, why_not_subject

LANGUAGES = [language for language, _name in settings.LANGUAGES]


class WordsForm(forms.Form):
    """Fields ``subject_zh_hans``, ``body_zh_hans`` and so on; each says its own mistake."""

    def __init__(self, *args: Any, code: str, texts: dict[str, Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        for language, name in settings.LANGUAGES:
            text, suffix = texts[language], language.replace("-", "_")
            self.fields[f"subject_{suffix}"] = forms.CharField(
                label=_("Subject, %(language)s") % {"language": name},
                max_length=SUBJECT_MAX,
                initial=text.subject,
            )
            self.fields[f"body_{suffix}"] = forms.CharField(
                label=_("Body, %(language)s") % {"language": name},
                initial=text.body,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean(self) -> dict[str, Any]:
        for name, text in list(self.cleaned_data.items()):
            why_not = why_not_subject if name.startswith("subject") else why_not_body
            if refusal := why_not(self.code, text):
                self.add_error(name, refusal.message)
        return self.cleaned_data

    def texts(self) -> dict[str, Text]:
        """What was typed, by language."""
        data = {language: language.replace("-", "_") for language in LANGUAGES}
        return {
            language: Text(
                self.cleaned_data[f"subject_{suffix}"], self.cleaned_data[f"body_{suffix}"]
            )
            for language, suffix in data.items()
        }
