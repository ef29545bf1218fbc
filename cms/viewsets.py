"""What we add to Wagtail's menu."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from cms import views_words


class MessageWordsViewSet(ViewSet):
    """The words of messages: a row only where an editor wrote one, so no viewset of a model."""

    icon = "mail"
    menu_label: Any = _("Messages")
    menu_name = "message-words"
    menu_order = 300
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views_words.index, name="index"),
            path("<slug:code>/", views_words.edit, name="edit"),
            path("<slug:code>/reset/", views_words.reset, name="reset"),
        ]


message_words = MessageWordsViewSet("message_words", url_prefix="messages")
