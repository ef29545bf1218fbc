"""Rounds: prepared with dates by the sub-district, then opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import lies_in, places_where
from mws.pages.settings_desk.desk import desk_page, desk_render, done, done_at_once, form_page
from mws.pages.settings_desk.forms_rounds import RoundForm, StageForm
from mws.pages.settings_desk.round_dates import days_of
from mws.places.models import Place
from mws.rounds import rules, services
from mws.rounds.models import PollRole, Round, RoundOrigin, RuleSet, Stage

MINE = desk_page(Permission.ROUND_OPEN)


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with its days; none yet where they are missing."""

    code: str
    label: str
    first: date | None = None
    last: date | None = None


def _mine(person: User) -> QuerySet[Round]:
    places = places_where(person, Permission.ROUND_OPEN)
    found = Round.objects.filter(lies_in(places, "community__path"), origin=RoundOrigin.LIVE)
    return found.select_related("community", "rule_set__district")


@MINE
@require_GET
def rounds(request: PersonRequest) -> HttpResponse:
    found = _mine(request.user).order_by("-year", "community__path", "batch")[:200]
    return desk_render(request, "rounds.html", {"rounds": found})


@MINE
@require_http_methods(["GET", "POST"])
def round_new(request: PersonRequest) -> HttpResponse:
    places = places_where(request.user, Permission.ROUND_OPEN)
    districts = [code for place in places for code in [*place.ancestor_codes, place.code]]
    form = RoundForm(
        request.POST or None,
        communities=Place.objects.filter(lies_in(places)).communities(),
        rule_sets=RuleSet.objects.filter(district__code__in=districts, is_imported=False).order_by(
            "-year"
        ),
    )
    said = _("The round is prepared. Check its dates, then open it.")
    if done(request, form, services.create_round, said):
        facts = {name: form.cleaned_data[name] for name in ("community", "rule_set", "batch")}
        return redirect("settings_desk:round", pk=Round.objects.get(**facts).pk)
    return form_page(
        request, form, title=_("Prepare a round"), action=_("Prepare this round"),
        back=reverse("settings_desk:rounds"),
    )  # fmt: skip


@MINE
@require_GET
def round_page(request: PersonRequest, pk: int) -> HttpResponse:
    """A round's dates, and whether it can be opened or why not."""
    found = get_object_or_404(_mine(request.user), pk=pk)
    context = {
        "round": found,
        "stages": [_row(found, stage) for stage in _stages_of(found)],
        "why_not_edit": rules.why_not_edit_round(found, by=request.user),
        "why_not_open": rules.why_not_open_round(found, by=request.user),
    }
    return desk_render(request, "round.html", context)


@MINE
@require_http_methods(["GET", "POST"])
def round_stage(request: PersonRequest, pk: int, stage: str) -> HttpResponse:
    found = get_object_or_404(_mine(request.user), pk=pk)
    if stage not in _stages_of(found):
        raise Http404
    row = _row(found, Stage(stage))
    form = StageForm(request.POST or None, initial={"first_day": row.first, "last_day": row.last})
    said = _("The dates are kept.")
    if done(request, form, services.set_stage_window, said, round_id=pk, stage=stage):
        return redirect("settings_desk:round", pk=pk)
    return form_page(
        request, form, title=row.label, over=found.community.name, action=_("Keep these dates"),
        back=reverse("settings_desk:round", args=[pk]),
        lead=_("Both days count. A change of an open round is recorded for all to see."),
    )  # fmt: skip


@MINE
@require_POST
def round_open(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(_mine(request.user), pk=pk)
    done_at_once(request, services.open_round, _("The round is open."), round_id=pk)
    return redirect("settings_desk:round", pk=pk)


def _stages_of(found: Round) -> list[Stage]:
    has_poll = found.poll_role != PollRole.NONE
    return [stage for stage in Stage if has_poll or stage != Stage.POLL]


def _row(found: Round, stage: Stage) -> StageRow:
    window = found.windows.get(stage)
    days = days_of(window) if window else (None, None)
    return StageRow(stage.value, str(stage.label), *days)
