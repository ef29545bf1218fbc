"""The words of a case file: statuses with their named sets, categories, themes, origins."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """项目形式. ``imported`` exists only in imported rounds."""

    WORKS = "works", _("Works")
    GOODS = "goods", _("Goods")
    SERVICES = "services", _("Services")
    IMPORTED = "imported", _("Not classified (imported)")


class Theme(models.TextChoices):
    """内容类别 (2019 opinion)."""

    CONVENIENCE = "convenience", _("Everyday convenience")
    ACTIVITIES = "activities", _("Community activities")
    PUBLIC_GOOD = "public_good", _("Public spirit")
    FACILITIES = "facilities", _("Public facilities")
    OTHER = "other", _("Other services")


class BeneficiaryGroup(models.TextChoices):
    """受益人群: whom a proposal serves first."""

    EVERYONE = "everyone", _("Everyone")
    ELDERLY = "elderly", _("Older people")
    CHILDREN = "children", _("Children and young people")
    DISABLED = "disabled", _("People with disabilities")
    NEWCOMERS = "newcomers", _("Residents from elsewhere")
    OTHERS = "others", _("Another group")


class Origin(models.TextChoices):
    RESIDENT = "resident", _("Resident")
    COMMITTEE = "committee", _("Residents' committee")
    WORKSTATION = "workstation", _("Community workstation")
    DEPUTY = "deputy", _("People's congress deputy")
    ORGANISATION = "organisation", _("Organisation")
    MANDATED = "mandated", _("Required by the district")
    OPENING = "opening", _("Taken over from the community's books")


class Channel(models.TextChoices):
    WEB = "web", _("Online")
    PHONE = "phone", _("By phone")
    COUNTER = "counter", _("At the counter")
    VISIT = "visit", _("Home visit")
    PAPER = "paper", _("On a paper form")
    SURVEY = "survey", _("Questionnaire")
    WECHAT = "wechat", _("WeChat group")
    IMPORT = "import", _("Imported")

    @classmethod
    def assisted(cls) -> tuple[str, ...]:
        """Ways on which somebody else enters what a resident proposes."""
        return tuple(value for value in cls.values if value not in (cls.WEB, cls.IMPORT))


class ProposalStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for completion")
    NOT_ADMITTED = "not_admitted", _("Not admitted")
    ADMITTED = "admitted", _("Admitted")
    MERGED = "merged", _("Merged")
    SCREENED = "screened", _("Screened")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    ON_AGENDA = "on_agenda", _("On the council's agenda")
    DEFERRED = "deferred", _("Deferred")
    REJECTED = "rejected", _("Rejected by the council")
    SELECTED = "selected", _("Passed by the council")
    ON_NOTICE = "on_notice", _("On public notice")
    OBJECTED = "objected", _("Objection being answered")
    IN_REVIEW = "in_review", _("In review by the sub-district")
    REFUSED = "refused", _("Refused by the sub-district")
    WAITLISTED = "waitlisted", _("On the waitlist")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @classmethod
    def public(cls) -> tuple[str, ...]:
        """Statuses whose file everyone may read."""
        hidden = {cls.DRAFT, cls.SUBMITTED, cls.RETURNED}
        return tuple(value for value in cls.values if value not in hidden)

    @classmethod
    def ended(cls) -> tuple[str, ...]:
        """Statuses after which nothing more happens to the proposal itself."""
        return (
            cls.NOT_ADMITTED, cls.MERGED, cls.REJECTED, cls.REFUSED, cls.APPROVED, cls.WITHDRAWN,
        )  # fmt: skip

    @classmethod
    def for_agenda(cls) -> tuple[str, ...]:
        """Statuses from which the council may take a file up."""
        return (cls.SCREENED, cls.SHORTLISTED, cls.DEFERRED, cls.WAITLISTED)


class ProjectStatus(models.TextChoices):
    PROCURING = "procuring", _("Procuring")
    CONTRACTED = "contracted", _("Contracted")
    IN_PROGRESS = "in_progress", _("In progress")
    CHANGE_PENDING = "change_pending", _("Change under review")
    SUSPENDED = "suspended", _("Suspended")
    COMPLETED = "completed", _("Completed")
    RECTIFYING = "rectifying", _("Being put right")
    ACCEPTED = "accepted", _("Accepted")
    SETTLING = "settling", _("Being settled")
    SETTLED = "settled", _("Settled")
    EVALUATED = "evaluated", _("Evaluated")
    CLOSED = "closed", _("Closed")
    TERMINATED = "terminated", _("Terminated")

    @classmethod
    def running(cls) -> tuple[str, ...]:
        ended = {cls.CLOSED, cls.TERMINATED}
        return tuple(value for value in cls.values if value not in ended)

    @classmethod
    def contracted_or_later(cls) -> tuple[str, ...]:
        return tuple(v for v in cls.values if v not in (cls.PROCURING, cls.TERMINATED))


class Duty(models.TextChoices):
    """What a person did on a case; the separation-of-duties rules read only these."""

    PROPOSED = "proposed", _("Proposed")
    ENTERED = "entered", _("Entered for the proposer")
    TOOK_IN = "took_in", _("Took in")
    SCREENED = "screened", _("Screened")
    HEARD_APPEAL = "heard_appeal", _("Decided an appeal")
    VOTED = "voted", _("Voted")
    POSTED_NOTICE = "posted_notice", _("Posted the notice")
    REVIEWED = "reviewed", _("Reviewed for approval")
    CHECKED = "checked", _("Checked for approval")
    APPROVED = "approved", _("Approved")
    CONTRACTED = "contracted", _("Signed the contract")
    REPORTED = "reported", _("Reported progress")
    CLAIMED = "claimed", _("Claimed payment")
    CHECKED_CLAIM = "checked_claim", _("Checked the claim")
    PAID = "paid", _("Approved payment")
    CONFIRMED = "confirmed", _("Booked the payment")
    ACCEPTED = "accepted", _("Accepted the work")
    SETTLED = "settled", _("Settled")
