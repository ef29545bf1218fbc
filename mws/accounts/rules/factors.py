"""Who may go without a second factor."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from mws.core.refusals import Refusal

LAST_FACTOR = _(
    "You hold a role, and this is your last second step. Set up another one first; then you can "
    "remove this one."
)


def why_not_remove_factor(factor: Authenticator) -> Refusal | None:
    """Whoever holds a role keeps one; recovery codes do not count as one."""
    if not factor.user.needs_second_factor:
        return None
    others = Authenticator.objects.filter(user=factor.user).exclude(pk=factor.pk)
    if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        return None
    return Refusal("last_factor", LAST_FACTOR)
