"""What the tests of proofs, counters and second persons share."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mws.accounts import services
from mws.accounts.documents import Seen
from mws.accounts.models import ProofKind, Residency
from mws.places.models import Place
from mws.rounds.services import set_rule
from tests.cast import NOW, Cast

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
GPS = 0x8825


def photograph(name: str = "440305198001020013 lease.jpg") -> SimpleUploadedFile:
    """A picture with the place where it was taken, under a name that tells too much."""
    exif, out = Image.Exif(), BytesIO()
    exif[GPS] = {1: "N", 2: (22.0, 32.0, 0.0)}
    Image.new("RGB", (60, 40), "white").save(out, "JPEG", exif=exif.tobytes())
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def begin_proofs(cast: Cast) -> dict[str, ProofKind]:
    """The usual proofs of the cast's district, by name."""
    services.begin_proof_kinds(district_id=cast.district.pk, by=None, now=NOW)
    return {kind.name: kind for kind in cast.district.proof_kinds.all()}


def ask_second(cast: Cast, whose: str = "always") -> None:
    """Let the district's rules ask for a second person from now on."""
    set_rule(
        rule_set_id=cast.rule_set.pk, key="residency_second_person", value=whose,
        legal_basis="测试", by=None, now=NOW,
    )  # fmt: skip


def uploaded(cast: Cast, kind: ProofKind, place: Place | None = None) -> Residency:
    """The stranger's claim with a photograph of the proof."""
    return services.claim_residency(
        place_id=(place or cast.community).pk, proof=kind, upload=photograph(),
        since=date(2024, 3, 1), by=cast.stranger, now=NOW,
    )  # fmt: skip


def by_proof(kind: ProofKind | None) -> Seen:
    """A clerk looked at this proof alone, and the person is of age."""
    return Seen(None, proof=kind, is_adult=True)
