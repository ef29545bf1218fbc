"""The step of signing in at which one number leads to more than one person, or to somebody whom
the counter has entered: after the code is right, and not before, they say who they are."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mws.accounts import services
from mws.accounts.models import User
from mws.accounts.selectors import people_with_phone


class HouseholdStage(LoginStage):
    """A stage of allauth's sign-in; ``AccountAdapter.get_login_stages`` puts it in its place."""

    key = "household"
    urlname = "accounts:who"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        return (redirect(self.urlname) if self.must_ask else None), True

    @property
    def must_ask(self) -> bool:
        people = self.people
        return len(people) > 1 or any(not person.phone_verified for person in people)

    @property
    def people(self) -> list[User]:
        """Whom the number serves by which this sign-in was shown; none where it was another way."""
        return list(people_with_phone(self.phone).filter(is_active=True)) if self.phone else []

    @property
    def phone(self) -> str:
        """The number a code was sent to and entered from, as the session's own record says."""
        records = get_authentication_records(self.request, self.login.user)
        newest = records[-1] if records else {}
        return newest.get("phone", "") if newest.get("method") == "code" else ""

    def choose(self, person: User) -> HttpResponse:
        """Go on as this person, second factor and all. Raises Refused (``not_of_this_number``)."""
        phone = self.phone
        self.login.user = services.claim_number(person=person, phone=phone)
        record_authentication(self.request, self.login.user, method="code", phone=phone)
        return self.exit()


def stage_of(request: HttpRequest) -> HouseholdStage | None:
    """The step, if a sign-in of this session has come to it."""
    stage = LoginStageController.enter(request, HouseholdStage.key)
    return stage if isinstance(stage, HouseholdStage) else None
