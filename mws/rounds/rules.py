"""May it happen now, and why not: rule sets, rounds, notices, objections."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.places.models import Level, Place
from mws.rounds.models import (
    NoticeState,
    Objection,
    PublicNotice,
    Round,
    RoundState,
    RuleSet,
    Stage,
)
from mws.rounds.parameters import PARAMETERS


def why_not_edit_rules(district: Place, *, by: User) -> Refusal | None:
    if district.level != Level.DISTRICT:
        return Refusal("not_district", _("Rule sets belong to a district."))
    if not by.may(Permission.RULES_EDIT, district):
        return Refusal("not_district_officer", _("Only the district's officers edit its rules."))
    return None


def why_not_second_rule_set(district: Place, year: int) -> Refusal | None:
    """Imported elections bring their own; a district's own rules are one set a year."""
    if RuleSet.objects.filter(district=district, year=year, is_imported=False).exists():
        return Refusal("year_taken", _("This district has rules for this year already."))
    return None


def why_not_set_rule(
    rule_set: RuleSet, key: str, value: str, legal_basis: str, *, by: User
) -> Refusal | None:
    if refusal := why_not_edit_rules(rule_set.district, by=by):
        return refusal
    if key not in PARAMETERS:
        return Refusal("unknown_rule", _("There is no such rule."))
    if not legal_basis.strip():
        return Refusal("no_legal_basis", _("Name the legal basis of this value."))
    try:
        PARAMETERS[key].parse(value)
    except ValueError:
        return Refusal("bad_value", _("This value does not fit the rule. See the hint."))
    return None


def why_not_edit_calendar(*, by: User) -> Refusal | None:
    if not any(hat.role == "district_officer" for hat in by.hats):
        return Refusal("not_district_officer", _("Only district officers edit the calendar."))
    return None


def why_not_create_round(community: Place, rule_set: RuleSet, *, by: User) -> Refusal | None:
    if community.level != Level.COMMUNITY:
        return Refusal("not_community", _("A round belongs to a community."))
    if not by.may(Permission.ROUND_OPEN, community):
        return Refusal("not_subdistrict", _("Only the sub-district opens rounds here."))
    if not rule_set.district.contains(community):
        return Refusal("foreign_rules", _("These rules belong to another district."))
    return None


def why_not_batch(community: Place, year: int, batch: int) -> Refusal | None:
    if Round.objects.filter(community=community, year=year, batch=batch).exists():
        return Refusal("batch_taken", _("This community has a round of this number in that year."))
    return None


def why_not_edit_round(round: Round, *, by: User) -> Refusal | None:
    if not by.may(Permission.ROUND_OPEN, round.community):
        return Refusal("not_subdistrict", _("Only the sub-district opens rounds here."))
    if round.state == RoundState.CLOSED:
        return Refusal("round_closed", _("This round is closed."))
    return None


def why_not_open_round(round: Round, *, by: User) -> Refusal | None:
    if refusal := why_not_edit_round(round, by=by):
        return refusal
    if round.state != RoundState.DRAFT:
        return Refusal("already_open", _("This round is open already."))
    needed = {Stage.CALL, Stage.SCREENING, Stage.COUNCIL}
    if round.poll_role != "none":
        needed.add(Stage.POLL)
    if missing := needed - set(round.windows):
        names = "、".join(str(Stage(stage).label) for stage in sorted(missing))
        return Refusal("stage_missing", _("Give the dates of: %(stages)s.") % {"stages": names})
    return None


def why_not_close_round(round: Round, *, by: User | None) -> Refusal | None:
    if by is not None and (refusal := why_not_edit_round(round, by=by)):
        return refusal
    if round.state != RoundState.OPEN:
        return Refusal("round_not_open", _("This round is not open."))
    return None


def why_not_post_notice(round: Round, amount_fen: int, *, by: User) -> Refusal | None:
    if not by.may(Permission.NOTICE_POST, round.community):
        return Refusal("not_community_office", _("Only the community office posts notices."))
    if round.state != RoundState.OPEN:
        return Refusal("round_not_open", _("This round is not open."))
    if amount_fen <= 0:
        return Refusal("no_amount", _("A notice names the sum that was decided."))
    return None


def why_not_object(notice: PublicNotice, *, by: User, now: datetime) -> Refusal | None:
    if notice.state not in (NoticeState.POSTED, NoticeState.OBJECTED):
        return Refusal("notice_over", _("The notice is over; objections were possible until then."))
    if local_day(now) > notice.ends_on and notice.state == NoticeState.POSTED:
        return Refusal("notice_over", _("The notice is over; objections were possible until then."))
    if by.home is None or not by.home.contains(notice.round.community):
        return Refusal(
            "not_resident", _("Residents of this community may object. Register your home first.")
        )
    if notice.objections.filter(filed_by=by).exists():
        return Refusal("objected_already", _("You have objected already; the answer will follow."))
    return None


def why_not_answer_objection(objection: Objection, answer: str, *, by: User) -> Refusal | None:
    if not by.may(Permission.OBJECTION_ANSWER, objection.notice.round.community):
        return Refusal("not_secretary", _("Only the community secretary answers objections."))
    if objection.filed_by_id == by.pk:
        return Refusal("own_objection", _("Somebody else must answer your objection."))
    if objection.answered_at is not None:
        return Refusal("answered_already", _("This objection has been answered."))
    if not answer.strip():
        return Refusal("no_answer", _("Write the answer that the objector will read."))
    return None


def why_not_move_dates() -> Refusal | None:
    if not settings.MWS_DEMO:
        return Refusal("demo_only", _("Published dates move in the demonstration only."))
    return None
