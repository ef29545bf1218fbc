"""The reasons kept ready for the decisions of community offices."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import lies_in, places_where
from mws.pages.settings_desk.desk import desk_page, desk_render, done, done_at_once, form_page
from proposals.models import DefectPart, ReasonTemplate, ReasonUse
from proposals.services.reasons import add_reason, close_reason


class ReasonForm(forms.Form):
    use = forms.ChoiceField(label=gettext_lazy("For which decision"), choices=ReasonUse)
    part = forms.ChoiceField(
        label=gettext_lazy("Part of the form"), required=False,
        choices=[("", "—"), *DefectPart.choices],
        help_text=gettext_lazy("For a return only: under which part it is offered."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The proposer reads it. Say what to bring or to mend."),
    )  # fmt: skip


@desk_page(Permission.RULES_EDIT)
@require_GET
def reasons(request: PersonRequest) -> HttpResponse:
    """Those of everybody, and the district's own."""
    districts = places_where(request.user, Permission.RULES_EDIT)
    rows = ReasonTemplate.objects.filter(
        Q(place=None) | lies_in(districts, "place__path"), closed_at=None
    )
    return desk_render(request, "reasons.html", {"reasons": rows.select_related("place")})


@desk_page(Permission.RULES_EDIT)
@require_http_methods(["GET", "POST"])
def reason_new(request: PersonRequest) -> HttpResponse:
    district = places_where(request.user, Permission.RULES_EDIT)[0]
    form = ReasonForm(request.POST or None)
    if done(request, form, add_reason, _("The reason is kept ready."), place_id=district.pk):
        return redirect("settings_desk:reasons")
    return form_page(
        request, form, title=_("A further reason"), action=_("Keep it ready"),
        back=reverse("settings_desk:reasons"), over=district.name,
        lead=_("Every community office of the district finds it where it decides."),
    )  # fmt: skip


@desk_page(Permission.RULES_EDIT)
@require_POST
def reason_close(request: PersonRequest, pk: int) -> HttpResponse:
    districts = places_where(request.user, Permission.RULES_EDIT)
    reason = get_object_or_404(
        ReasonTemplate.objects.filter(lies_in(districts, "place__path")), pk=pk
    )
    done_at_once(request, close_reason, _("It is offered no more."), reason_id=reason.pk)
    return redirect("settings_desk:reasons")
