"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal, acts

PERSONAL = [
    Personal("proposals.Proposal", "author",
             "receipt_no status title problem location solution beneficiaries",
             _("the proposal, public under its author's name"), Basis.SERVICE, Keep.FILE),
    Personal("proposals.Support", "person", "proposal", _("to count supporters once each"),
             Basis.SERVICE, Keep.FILE),
    Personal("proposals.CoProposer", "person", "proposal", _("who proposes together"),
             Basis.SERVICE, Keep.FILE),
    Personal("proposals.Follow", "person", "proposal", _("to tell of changes"),
             Basis.CONSENT, Keep.ACCOUNT),
    Personal("proposals.Contribution", "author", "kind text answer",
             _("the talk around a proposal"), Basis.SERVICE, Keep.FILE),
    Personal("proposals.Report", "by", "ground", _("to look into a complaint about a contribution"),
             Basis.SERVICE, Keep.RECORD),
    Personal("proposals.CaseDuty", "person", "duty", _("separation of duties"),
             Basis.DUTY, Keep.RECORD),
    Personal("proposals.AcceptanceMember", "person", "name capacity remark",
             _("who took part in an acceptance"), Basis.DUTY, Keep.RECORD),
    Personal("proposals.Satisfaction", "respondent", "overall comment answered_at",
             _("what residents think of the result"), Basis.SERVICE, Keep.FILE),
    Personal("proposals.Appeal", "filed_by", "text answer", _("to decide an appeal"),
             Basis.SERVICE, Keep.FILE),
    *acts("proposals.Appeal", "against", "decided_by"),
    *acts("proposals.DeskTask", "asked_by", "answered_by", "waived_by"),
    *acts("proposals.Estimate", "made_by"),
    *acts("proposals.Proposal", "entered_by"),
    *acts("proposals.Contribution", "answered_by", "hidden_by"),
    *acts("proposals.Report", "decided_by"),
    *acts("proposals.Screening", "decided_by"),
    *acts("proposals.Review", "reviewed_by"),
    *acts("proposals.Approval", "prepared_by", "decided_by"),
    *acts("proposals.Project", "responsible"),
    *acts("proposals.Contract", "recorded_by"),
    *acts("proposals.ProgressEntry", "reported_by"),
    *acts("proposals.Claim", "filed_by", "reviewed_by", "approved_by"),
    *acts("proposals.Acceptance", "recorded_by"),
    *acts("proposals.Settlement", "settled_by"),
]  # fmt: skip

IMPERSONAL = {
    "proposals.Proposal": "upkeep",
    "proposals.CostItem": "name unit",
    "proposals.Contribution": "due_on hidden_reason",
    "proposals.CouncilDecision": "reason meeting_url",
    "proposals.Screening": "reason public_benefit_reason legality_reason affordability_reason "
    "owner upkeep",
    "proposals.Defect": "text",
    "proposals.Duplicate": "reason",
    "proposals.Estimate": "reason",
    "proposals.DeskTask": "question answer waived_reason",
    "proposals.Review": "note",
    "proposals.Approval": "document_no reason clause",
    "proposals.Project": "end_reason",
    "proposals.Contract": "number signed_on starts_on ends_on",
    "proposals.Milestone": "title due_on",
    "proposals.ProgressEntry": "text",
    "proposals.Claim": "invoice_no reason",
    "proposals.Acceptance": "held_on findings rectify_by",
    "proposals.Settlement": "document_no",
}
