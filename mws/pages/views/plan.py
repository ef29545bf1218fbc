"""A community's plan of itself, as its office brings it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.refusals import Refused
from mws.places import rules, services
from mws.places.models import Place
from mws.places.plans import DrawnPlan
from mws.places.selectors import plan_of


class PlanForm(forms.Form):
    """The drawing, and how wide the drawn ground is."""

    upload = forms.FileField(
        label=gettext_lazy("The drawing (SVG, PNG or JPEG)"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".svg,image/*"}),
    )  # fmt: skip
    metres_across = forms.IntegerField(
        label=gettext_lazy("How many metres is it from its left edge to its right one?"),
        min_value=10, max_value=100_000, required=False,
        help_text=gettext_lazy("Then proposals within 100 metres of each other are found."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def community_plan(request: PersonRequest, code: str) -> HttpResponse:
    place = get_object_or_404(Place.objects.communities(), code=code)
    if rules.why_not_draw_plan(place, by=request.user):
        raise Http404
    form = PlanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.draw_plan(place_id=place.pk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("upload", str(refused.refusal.message))
        else:
            messages.success(request, _("The plan is kept. Residents put their pins on it now."))
            return redirect("pages:community_plan", code=code)
    plan = plan_of(place)
    context: dict[str, Any] = {"place": place, "form": form}
    context["drawn"] = DrawnPlan(plan, has_squares=True) if plan else None
    return render(request, "pages/community_plan.html", context)
