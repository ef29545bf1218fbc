"""What a person has begun to propose, on whatever page it is wanted."""

from __future__ import annotations

from typing import Any

from django import template

from mws.accounts.models import User
from proposals.selectors.drafts import unfinished_of

register = template.Library()


@register.inclusion_tag("proposals/drafts.html")
def drafts_of(person: User) -> dict[str, Any]:
    """A section with the way back into each draft; nothing where there is none."""
    return {"drafts": unfinished_of(person)}
