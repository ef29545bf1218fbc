"""The negative list: the grounds on which a district's communities do not admit a proposal."""

from __future__ import annotations

from django import forms
from django.db.models import F
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.pages.settings_desk.desk import desk_page, desk_render, done, form_page
from mws.pages.settings_desk.forms_office import ClauseForm
from mws.pages.settings_desk.views_rules import my_rule_sets
from mws.rounds import rules_office, services
from mws.rounds.models import RuleSet
from mws.rounds.rules import why_not_edit_rules

MINE = desk_page(Permission.RULES_EDIT)


@MINE
@require_GET
def clauses(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """A rule set's list: this year's, or the one that was picked."""
    rule_sets = list(my_rule_sets(request.user))
    shown = (
        _shown(rule_sets) if pk is None else get_object_or_404(my_rule_sets(request.user), pk=pk)
    )
    context = {
        "rule_set": shown,
        "lists": [(each.name, _address(each.pk), each == shown) for each in rule_sets],
    }
    if shown:
        in_order = shown.clauses.order_by(
            F("ended_at").asc(nulls_first=True), Length("code"), "code", "pk"
        )
        context["rows"] = [
            (clause, rules_office.why_not_end_clause(clause, shown, by=request.user))
            for clause in in_order
        ]
        context["why_not_add"] = why_not_edit_rules(shown.district, by=request.user)
    return desk_render(request, "clauses.html", context)


@MINE
@require_http_methods(["GET", "POST"])
def clause_new(request: PersonRequest, pk: int) -> HttpResponse:
    rule_set = get_object_or_404(my_rule_sets(request.user), pk=pk)
    form = ClauseForm(request.POST or None)
    said = _("The clause stands on the list.")
    if done(request, form, services.add_clause, said, rule_set_id=pk):
        return redirect("settings_desk:clauses_of", pk=pk)
    return form_page(
        request, form, title=_("A further clause"), over=rule_set.name, back=_address(pk),
        action=_("Put it on the list"),
        lead=_("For rounds that open from now on; those that are open keep their list."),
    )  # fmt: skip


@MINE
@require_http_methods(["GET", "POST"])
def clause_end(request: PersonRequest, pk: int, clause: int) -> HttpResponse:
    rule_set = get_object_or_404(my_rule_sets(request.user), pk=pk)
    found = get_object_or_404(rule_set.clauses.all(), pk=clause)
    form = forms.Form(request.POST)
    said = _("The clause is off the list.")
    if done(request, form, services.end_clause, said, clause_id=clause):
        return redirect("settings_desk:clauses_of", pk=pk)
    return form_page(
        request, form, title=_("Take clause %(code)s off the list?") % {"code": found.code},
        over=rule_set.name, action=_("Take it off the list"), back=_address(pk), quote=found.text,
        lead=_("Decisions that cite it keep it, and so do rounds that are open."),
        why_not=rules_office.why_not_end_clause(found, rule_set, by=request.user),
    )  # fmt: skip


def _shown(rule_sets: list[RuleSet]) -> RuleSet | None:
    """The newest list that is not of a year to come; else the newest."""
    year = timezone.localdate().year
    running = [rule_set for rule_set in rule_sets if rule_set.year <= year]
    return next(iter([*running, *rule_sets]), None)


def _address(pk: int) -> str:
    return reverse("settings_desk:clauses_of", args=[pk])
