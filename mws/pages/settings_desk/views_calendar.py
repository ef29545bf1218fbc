"""The calendar of working days."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.pages.settings_desk.desk import desk_page, desk_render, done, done_at_once, form_page
from mws.pages.settings_desk.forms_rules import CalendarDayForm
from mws.rounds import services
from mws.rounds.calendar import is_year_announced
from mws.rounds.models import CalendarDay


@desk_page(Permission.RULES_EDIT)
@require_GET
def calendar(request: PersonRequest, year: int | None = None) -> HttpResponse:
    """A year's exceptions; a year without any counts weekends only, and says so."""
    this_year = timezone.localdate().year
    year = year or this_year
    if year > date.max.year:
        raise Http404
    context = {
        "year": year,
        "years": [
            (str(each), reverse("settings_desk:calendar_year", args=[each]), each == year)
            for each in range(this_year - 1, this_year + 3)
        ],
        "is_announced": is_year_announced(year),
        "days": CalendarDay.objects.filter(day__year=year),
    }
    return desk_render(request, "calendar.html", context)


@desk_page(Permission.RULES_EDIT)
@require_POST
def calendar_load(request: PersonRequest, year: int) -> HttpResponse:
    said = _("The holidays of %(year)s are loaded.") % {"year": year}
    done_at_once(request, services.load_calendar, said, year=year)
    return redirect("settings_desk:calendar_year", year=year)


@desk_page(Permission.RULES_EDIT)
@require_http_methods(["GET", "POST"])
def calendar_day(request: PersonRequest, year: int) -> HttpResponse:
    form = CalendarDayForm(request.POST or None, initial={"day": request.GET.get("day", "")})
    if done(request, form, services.set_calendar_day, _("The day is kept.")):
        return redirect("settings_desk:calendar_year", year=form.cleaned_data["day"].year)
    return form_page(
        request, form, title=_("One day"), action=_("Keep this day"),
        back=reverse("settings_desk:calendar_year", args=[year]), over=_("Working days"),
        lead=_("Time limits that begin later count with it; those that run keep their day."),
    )  # fmt: skip
