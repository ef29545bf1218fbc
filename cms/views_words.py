"""The words of messages, in the editor: all of them, one in both languages, back to the built-in.

Whoever enters the editor is asked here once more: a message speaks for the office.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from cms.forms import WordsForm
from mws.core.refusals import Refused
from mws.notifications.placeholders import PLACEHOLDERS, names_of, sample_context
from mws.notifications.rendering import Text, render_words
from mws.notifications.rules import why_not_edit_words
from mws.notifications.selectors import WordsRow, words_rows
from mws.notifications.services import keep_words, reset_words
from mws.notifications.words import WORDS, Words


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    _ask(request)
    return _page(request, "index.html", rows=words_rows())


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Keeps what is typed, or with ``preview`` only shows it with sample values."""
    row = _row(request, code)
    form = WordsForm(request.POST or None, code=code, texts=row.texts)
    texts = row.texts
    if request.method == "POST" and form.is_valid():
        texts = form.texts()
        if "preview" not in request.POST and _keep(request, form):
            messages.success(request, _("Kept. Messages say so from now on, in both languages."))
            return redirect("message_words:index")
    return _page(
        request, "edit.html", row=row, form=form, previews=_previews(code, texts),
        names=[(f"{{{name}}}", PLACEHOLDERS[name].meaning) for name in names_of(code)],
    )  # fmt: skip


@require_POST
def reset(request: HttpRequest, code: str) -> HttpResponse:
    _row(request, code)
    reset_words(code=code, by=request.user)
    messages.success(request, _("The built-in words are back."))
    return redirect("message_words:edit", code)


def _keep(request: HttpRequest, form: WordsForm) -> bool:
    try:
        keep_words(code=form.code, texts=form.texts(), by=request.user)
    except Refused as refused:
        form.add_error(None, refused.refusal.message)
        return False
    return True


def _ask(request: HttpRequest) -> None:
    if why_not_edit_words(by=request.user):
        raise PermissionDenied


def _row(request: HttpRequest, code: str) -> WordsRow:
    _ask(request)
    if code not in WORDS:
        raise Http404
    return words_rows([code])[0]


def _previews(code: str, texts: dict[str, Text]) -> list[tuple[str, Text, str]]:
    """For each language its name, the message with sample values, and its body as an SMS."""
    sample, rows = sample_context(code), []
    for language, name in settings.LANGUAGES:
        words = Words(texts[language].subject, texts[language].body)
        sms = render_words(words, sample, language, is_sms=True).body
        rows.append((str(name), render_words(words, sample, language), sms))
    return rows


def _page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("message_words:index"), "label": _("Messages")},
    ]
    context |= {"breadcrumbs_items": way, "header_title": _("Messages"), "header_icon": "mail"}
    return render(request, f"cms/words/{name}", context)
