"""What a view behind ``login_required`` receives."""

from django.http import HttpRequest

from mws.accounts.models import User


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in. For annotations only."""

    user: User
