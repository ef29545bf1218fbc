"""并联审核: which offices look at a case before it is approved, and what they found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from proposals.models import ApprovalCheck, Category, CheckSubject, Duty, Proposal, ProposalStatus
from proposals.rules.duties import why_not_take

# Who looks at what. Whether works can be built is asked of works only.
CHECKERS: dict[str, Permission] = {
    CheckSubject.FUNDS: Permission.APPROVAL_CHECK_FUNDS,
    CheckSubject.WORKS: Permission.APPROVAL_CHECK_WORKS,
    CheckSubject.DUPLICATES: Permission.APPROVAL_PREPARE,
    CheckSubject.PRICE: Permission.APPROVAL_PREPARE,
}


def subjects_of(proposal: Proposal) -> list[str]:
    """What has to be checked for this case; nothing where the round's rules ask for no checks."""
    if proposal.round.frozen_rules.approval_checks == "none":
        return []
    return [
        subject
        for subject in CheckSubject.values
        if subject != CheckSubject.WORKS or proposal.category == Category.WORKS
    ]


def current_checks(proposal: Proposal) -> dict[str, ApprovalCheck]:
    """The latest check of each subject since the case came to the sub-district."""
    rows = proposal.approval_checks.filter(checked_at__gte=proposal.status_since)
    return {row.subject: row for row in rows.select_related("checked_by")}


def why_not_check(proposal: Proposal, subject: str, *, by: User) -> Refusal | None:
    permission = CHECKERS.get(subject)
    if permission is None or not by.may(permission, proposal.community):
        return Refusal("not_checker", _("This is checked by another office."))
    if subject not in subjects_of(proposal):
        return Refusal("not_asked", _("This is not checked for this kind of project."))
    if proposal.status != ProposalStatus.IN_REVIEW:
        return Refusal("not_in_review", _("This case is not with the sub-district now."))
    return why_not_take(Duty.CHECKED, case_id=proposal.case_id, by=by)


def why_not_store_check(
    proposal: Proposal, subject: str, *, is_sound: bool, note: str, by: User
) -> Refusal | None:
    if refusal := why_not_check(proposal, subject, by=by):
        return refusal
    if not is_sound and not note.strip():
        return Refusal("no_note", _("Say what is wrong."))
    return None


def why_not_checked(proposal: Proposal) -> Refusal | None:
    """Whether all offices have looked and found nothing against it."""
    found = current_checks(proposal)
    subjects = subjects_of(proposal)
    missing = [subject for subject in subjects if subject not in found]
    if missing:
        return Refusal(
            "not_checked", _("Not yet checked: %(subjects)s.") % {"subjects": _names(missing)}
        )
    doubtful = [subject for subject in subjects if not found[subject].is_sound]
    if doubtful:
        return Refusal(
            "check_failed",
            _("Something is wrong with: %(subjects)s. Have it put right and checked again, send it "
              "back, or refuse it.") % {"subjects": _names(doubtful)},
        )  # fmt: skip
    return None


def _names(subjects: list[str]) -> str:
    return "、".join(str(CheckSubject(subject).label) for subject in subjects)
