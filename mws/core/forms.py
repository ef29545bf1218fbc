"""How forms are drawn, and the fields for days, moments and amounts of money."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from mws.core import money
from mws.core.wording import yuan_short, yuan_words

# Sentences of Django's own that our catalogue says in plainer words.
PLAINER_THAN_DJANGO = (gettext_noop("This field is required."),)


class Renderer(TemplatesSetting):
    """Every form of the site through `templates/django/forms/`; `FORM_RENDERER` names it."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"


EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """A day of our times: no sum of days then leaves the calendar of program or database."""

    default_validators = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class MomentField(forms.DateTimeField):
    """A day of our times with its hour."""

    default_validators = [
        MinValueValidator(datetime(EARLIEST.year, 1, 1, tzinfo=UTC)),
        MaxValueValidator(datetime(LATEST.year, 12, 31, tzinfo=UTC)),
    ]


class YuanInput(forms.TextInput):
    """A text field for an amount; the site's field template writes the unit behind it."""


class YuanField(forms.Field):
    """An amount typed in 元 (or 万元), cleaned to fen."""

    widget = YuanInput
    default_error_messages = {
        "negative": _("Enter an amount without a minus sign."),
        "not_a_number": _("Enter an amount in figures, for example 12,800 or 1.28万."),
        "too_precise": _("Enter at most two decimals: nothing is smaller than one fen."),
        "too_large": _("That is more money than there is. Check the figures."),
        "below": _("Enter at least %(limit)s."),
        "above": _("Enter at most %(limit)s."),
    }

    def __init__(self, *, min_fen: int = 1, max_fen: int | None = None, **kwargs: Any) -> None:
        self.min_fen, self.max_fen = min_fen, max_fen
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: str | None) -> int | None:
        """The amount in fen; None for an empty field."""
        try:
            return money.parse_yuan(value or "")
        except money.MoneyError as error:
            if error.code == "empty":
                return None
            raise forms.ValidationError(self.error_messages[error.code], error.code) from error

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.min_fen:
            self._refuse("below", self.min_fen)
        if self.max_fen is not None and value > self.max_fen:
            self._refuse("above", self.max_fen)

    def prepare_value(self, value: Any) -> Any:
        """Fen from the program is shown in 元; what a person typed stays as typed."""
        return yuan_short(value) if isinstance(value, int) else value

    def _refuse(self, code: str, limit: int) -> None:
        message = self.error_messages[code]
        raise forms.ValidationError(message, code, {"limit": yuan_words(limit)})
