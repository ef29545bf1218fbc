"""Names for comparing: a list spells them with other spaces, widths and dots than people do."""

from __future__ import annotations

import re
import unicodedata

from mws.core.secrets import keyed_hash

_DOTS = re.compile(r"[・‧•∙●.]")


def normalise_name(text: str) -> str:
    """One width, no spaces, small letters, one kind of middle dot."""
    plain = "".join(unicodedata.normalize("NFKC", text or "").split()).casefold()
    return _DOTS.sub("·", plain)


def name_hash(name: str) -> str:
    """What is kept of a name on a roll."""
    return keyed_hash("name", normalise_name(name))
