"""Rule sets: a district's values of a year, each with its legal basis and what it changes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import lies_in, places_where
from mws.pages.settings_desk.desk import desk_page, desk_render, done, form_page
from mws.pages.settings_desk.forms_rules import RuleForm, RuleSetForm
from mws.pages.settings_desk.rule_values import value_words
from mws.rounds import services
from mws.rounds.models import RuleSet
from mws.rounds.parameters import PARAMETERS


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One line of the table of rules."""

    key: str
    label: str
    value: str
    legal_basis: str
    changes: str


def my_rule_sets(person: User) -> QuerySet[RuleSet]:
    """Rule sets of the districts whose rules this person edits, the newest first."""
    districts = places_where(person, Permission.RULES_EDIT)
    found = RuleSet.objects.filter(lies_in(districts, "district__path"), is_imported=False)
    return found.select_related("district").order_by("-year", "district__path")


@desk_page(Permission.RULES_EDIT)
@require_GET
def rule_sets(request: PersonRequest) -> HttpResponse:
    return desk_render(request, "rule_sets.html", {"rule_sets": my_rule_sets(request.user)})


@desk_page(Permission.RULES_EDIT)
@require_http_methods(["GET", "POST"])
def rule_set_new(request: PersonRequest) -> HttpResponse:
    districts = places_where(request.user, Permission.RULES_EDIT)
    form = RuleSetForm(request.POST or None, districts=districts)
    if done(request, form, services.create_rule_set, _("The rules are made, with usual values.")):
        return redirect("settings_desk:rule_sets")
    return form_page(
        request, form, title=_("Rules of a new year"), action=_("Make these rules"),
        back=reverse("settings_desk:rule_sets"),
        lead=_("All values begin as is usual. Check each, and name where it comes from."),
    )  # fmt: skip


@desk_page(Permission.RULES_EDIT)
@require_GET
def rule_set(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(my_rule_sets(request.user), pk=pk)
    stored = {setting.key: setting for setting in found.settings.all()}
    rows = [
        RuleRow(
            key=parameter.key, label=parameter.label, changes=parameter.changes,
            value=value_words(parameter, stored[parameter.key].value),
            legal_basis=stored[parameter.key].legal_basis,
        )
        for parameter in PARAMETERS.values()
        if parameter.key in stored
    ]  # fmt: skip
    context = {"rule_set": found, "rows": rows, "rounds": found.rounds.count()}
    return desk_render(request, "rule_set.html", context)


@desk_page(Permission.RULES_EDIT)
@require_http_methods(["GET", "POST"])
def rule(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    found = get_object_or_404(my_rule_sets(request.user), pk=pk)
    setting = get_object_or_404(found.settings.all(), key=key)
    form = RuleForm(request.POST or None, setting=setting)
    if done(request, form, services.set_rule, _("The value is kept."), rule_set_id=pk, key=key):
        return redirect("settings_desk:rule_set", pk=pk)
    return form_page(
        request, form, title=PARAMETERS[key].label, action=_("Keep this value"),
        back=reverse("settings_desk:rule_set", args=[pk]), over=found.name,
        lead=_("Rounds that are open keep the values they were opened with."),
    )  # fmt: skip
