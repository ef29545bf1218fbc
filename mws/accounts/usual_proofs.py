"""The proofs with which a district begins; its settings desk changes them."""

from __future__ import annotations

from typing import NamedTuple


class UsualProof(NamedTuple):
    """A row of ``ProofKind`` without its district."""

    name: str
    name_en: str
    may_upload: bool = True
    needs_number: bool = False


# An employer and a grid worker vouch for a name: the identity document says whose it is.
USUAL_PROOFS = (
    UsualProof("居住证", "Residence permit"),
    UsualProof("居住登记凭证", "Certificate of residence registration"),
    UsualProof("户口簿", "Household register"),
    UsualProof("不动产权证", "Certificate of title to the home"),
    UsualProof("租赁合同", "Lease"),
    UsualProof("单位证明", "Letter of the employer", needs_number=True),
    UsualProof("网格员证明", "Word of the grid worker", may_upload=False, needs_number=True),
)
