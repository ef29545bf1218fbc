"""An invented person with a second factor, as the seeds make them."""

from allauth.mfa.totp.internal.auth import TOTP

from mws.accounts.models import User
from tests.cast import make_user


def make_player(username: str = "player", *, is_demo: bool = True) -> User:
    person = make_user(username, "演员", is_demo=is_demo)
    person.set_password("demo-mws-2026")
    person.save()
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return person
