"""What Wagtail asks of us when its admin starts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.choosers import place_chooser, project_chooser
from cms.viewsets import message_words


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [place_chooser, project_chooser, message_words]


@hooks.register("insert_global_admin_css")
def dress_as_the_site() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/editors.css"))


@hooks.register("construct_main_menu")
def leave_out_help(request: HttpRequest, menu_items: list[Any]) -> None:
    """It holds links to other servers only."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]
