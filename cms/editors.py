"""Who may enter the editor: whoever holds the role today, and nobody else.

Wagtail asks its groups. So the group is brought into step with the roles at the door, at every
request: a role that ran out yesterday opens nothing today, and no list has to be kept by hand.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse

from mws.accounts.models import User

# Wagtail's own group of those who may publish: pages, pictures, documents; no users, no settings.
GROUP = "Moderators"
GetResponse = Callable[[HttpRequest], HttpResponse]


def keep_in_step(*, person: User) -> None:
    """Enter the person in the group of editors, or take them out of it; mostly nothing to do."""
    if person.is_editor != person.groups.filter(name=GROUP).exists():
        group = Group.objects.get(name=GROUP)
        (person.groups.add if person.is_editor else person.groups.remove)(group)


class EditorsDoorMiddleware:
    """Stands before everything under /cms/."""

    path = "/cms/"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.path) and request.user.is_authenticated:
            keep_in_step(person=request.user)
        return self.get_response(request)
