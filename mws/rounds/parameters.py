"""Every number of the rules: key, kind, default and what it changes.

A rule set stores values as text with their legal basis; a round freezes them; code reads them
through ``RoundRules``. Defaults follow the demonstration settings for Nanshan.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Parameter:
    """``kind``: int (a number), days (working days), fen (0 = no limit), sum (0 = nothing), split
    (percents of a contract that add up to 100), choice or bool."""

    key: str
    kind: str
    default: int | str | bool
    label: Any
    changes: Any
    basis: str
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int | None = None

    def parse(self, text: str) -> int | str | bool:
        """The typed value. Raises ValueError when the text does not fit the kind."""
        text = text.strip()
        if self.kind == "bool":
            if text not in ("true", "false"):
                raise ValueError(text)
            return text == "true"
        if self.kind == "choice":
            if text not in self.choices:
                raise ValueError(text)
            return text
        if self.kind == "split":
            return "/".join(map(str, parse_split(text)))
        number = int(text)
        if number < self.minimum or (self.maximum is not None and number > self.maximum):
            raise ValueError(text)
        return number


def parse_split(text: str) -> tuple[int, int, int]:
    """ "30/50/20": percents paid in advance, with the progress, after the settlement. Raises
    ValueError unless they are three and add up to 100."""
    advance, progress, rest = (int(part) for part in text.split("/"))
    if min(advance, progress, rest) < 0 or advance + progress + rest != 100:
        raise ValueError(text)
    return advance, progress, rest


ASSUMED = "设计默认值，待区里确认"
_ALL = [
    Parameter("cap_works_fen", "fen", 50_000_000, _("Cap for works"),
              _("A works proposal above this sum is refused."), ASSUMED),
    Parameter("cap_goods_fen", "fen", 20_000_000, _("Cap for goods"),
              _("A goods proposal above this sum is refused."), ASSUMED),
    Parameter("cap_services_fen", "fen", 20_000_000, _("Cap for services"),
              _("A services proposal above this sum is refused."), ASSUMED),
    Parameter("intake_days", "days", 3, _("Intake within"),
              _("Working days in which a submitted proposal is admitted or returned."), ASSUMED),
    Parameter("supplement_days", "days", 10, _("Supplement within"),
              _("Working days a proposer has to mend a returned proposal."), ASSUMED),
    Parameter("task_days", "days", 5, _("Desks answer within"),
              _("Working days in which a desk that is asked about a file answers."), ASSUMED),
    Parameter("amber_days", "int", 1, _("Amber before the end"),
              _("Working days before the end of a limit: it turns amber, the holder is told."),
              ASSUMED),
    Parameter("appeal_days", "days", 10, _("Appeal within"),
              _("Working days a proposer has to appeal against a refusal."), ASSUMED),
    Parameter("appeal_answer_days", "days", 10, _("Appeal decided within"),
              _("Working days in which the sub-district decides an appeal."), ASSUMED),
    Parameter("duplicate_months", "int", 24, _("Duplicates searched for"),
              _("Months back in which the office looks for similar proposals."), ASSUMED),
    Parameter("screening_days", "days", 10, _("Screening within"),
              _("Working days in which an admitted proposal is screened."), ASSUMED),
    Parameter("question_days", "days", 5, _("Question answered within"),
              _("Working days in which the office answers a question under a proposal."), ASSUMED),
    Parameter("support_threshold", "int", 0, _("Supporters needed"),
              _("Residents who must support a proposal before it can be shortlisted; 0: none."),
              ASSUMED),
    Parameter("shortlist_days", "days", 5, _("Shortlisted within"),
              _("Working days from the screening to the shortlist."), ASSUMED),
    Parameter("council_days", "days", 20, _("Council decides within"),
              _("Working days from the shortlist to the council's decision, unless the round's "
                "council stage lasts longer."), ASSUMED),
    Parameter("notice_start_days", "days", 2, _("Notice posted within"),
              _("Working days from the council's decision to its public notice."), ASSUMED),
    Parameter("meeting_notice_days", "int", 3, _("Meeting called ahead"),
              _("Calendar days between calling a council meeting and holding it."), "通行议事规则"),
    Parameter("quorum_numerator", "int", 2, _("Quorum, upper number"),
              _("Share of the seated members who must attend."), "莲塘社区议事会 2016", minimum=1),
    Parameter("quorum_denominator", "int", 3, _("Quorum, lower number"),
              _("Share of the seated members who must attend."), "莲塘社区议事会 2016", minimum=1),
    Parameter("quorum_strict", "bool", True, _("More than the quorum share"),
              _("Yes: more than the share must attend. No: the share is enough."),
              "莲塘社区议事会 2016（超过三分之二）"),
    Parameter("majority_numerator", "int", 1, _("Majority, upper number"),
              _("Share of the vote base that must say yes."), "城市居民委员会组织法", minimum=1),
    Parameter("majority_denominator", "int", 2, _("Majority, lower number"),
              _("Share of the vote base that must say yes."), "城市居民委员会组织法", minimum=1),
    Parameter("majority_strict", "bool", True, _("More than the majority share"),
              _("Yes: more than the share must say yes."), "城市居民委员会组织法"),
    Parameter("majority_base", "choice", "present", _("Base of the majority"),
              _("Members present, or all seated members; recused members never count."),
              ASSUMED, ("present", "seated")),
    Parameter("abstention", "choice", "counts", _("Abstentions"),
              _("They stay in the base and help no side, or they are left out of the base."),
              "城市居民委员会组织法", ("counts", "left_out")),
    Parameter("tie", "choice", "rejected", _("As many against as in favour"),
              _("The motion has failed, or it is deferred to a later meeting. The chair has no "
                "casting vote."), ASSUMED, ("rejected", "deferred")),
    Parameter("vote_factor", "choice", "factor", _("Proof before a member's first vote"),
              _("Whether a member uses the second factor once more before the first vote of a "
                "meeting."), ASSUMED, ("factor", "none")),
    Parameter("speech_minutes", "int", 3, _("Minutes to speak"),
              _("Minutes for one speech in the council; 0: no limit."), "文华议事规则 2016"),
    Parameter("waitlist_order", "choice", "votes", _("Order of the waitlist"),
              _("When the money is short: by share of votes in favour, by residents served for "
                "each yuan, or as on the agenda."), ASSUMED, ("votes", "benefit", "agenda")),
    Parameter("notice_days", "days", 5, _("Public notice lasts"),
              _("Days a decision is posted before the sub-district may approve it."),
              "莲塘社区议事会 2016"),
    Parameter("objection_days", "days", 5, _("Objection answered within"),
              _("Working days in which an objection is answered in writing."), ASSUMED),
    Parameter("approval_days", "days", 10, _("Approval within"),
              _("Working days in which the sub-district approves or refuses."), ASSUMED),
    Parameter("contract_days", "days", 20, _("Contract within"),
              _("Working days from approval to the contract."), ASSUMED),
    Parameter("acceptance_days", "days", 10, _("Acceptance within"),
              _("Working days from completion to acceptance."), ASSUMED),
    Parameter("acceptance_group_size", "int", 3, _("Acceptance group of at least"),
              _("Persons who must take part in an acceptance."), ASSUMED, minimum=1),
    Parameter("payment_days", "days", 20, _("Payment within"),
              _("Working days from a claim to its payment."), "保障中小企业款项支付条例"),
    Parameter("settlement_days", "days", 20, _("Settlement within"),
              _("Working days from acceptance to settlement."), ASSUMED),
    Parameter("split_works", "split", "30/50/20", _("Payment of works"),
              _("Percent of the contract in advance / with the progress / after the settlement."),
              "建设工程价款结算暂行办法，待区里确认"),
    Parameter("split_goods", "split", "0/0/100", _("Payment of goods"),
              _("Percent of the contract in advance / with the progress / after the settlement."),
              ASSUMED),
    Parameter("split_services", "split", "30/40/30", _("Payment of services"),
              _("Percent of the contract in advance / with the progress / after the settlement."),
              ASSUMED),
    Parameter("retention_percent", "int", 3, _("Retention money of works"),
              _("Percent of the settled sum that is kept back until the retention time is over."),
              "建质〔2017〕138号", maximum=3),
    Parameter("retention_months", "int", 24, _("Retention time"),
              _("Months after the acceptance until the retention money is paid."),
              "建质〔2017〕138号", maximum=24),
    Parameter("payment_calendar_days", "int", 30, _("Payment at the latest"),
              _("Calendar days after a claim by which small firms have to be paid by law."),
              "保障中小企业款项支付条例", minimum=1, maximum=60),
    Parameter("approval_checks", "choice", "all", _("Checks before approval"),
              _("Whether the offices check money, works, duplicates and price side by side."),
              ASSUMED, ("all", "none")),
    Parameter("officer_limit_fen", "sum", 0, _("Officers approve up to"),
              _("Up to this sum an officer who did not review approves; above it the leader."),
              ASSUMED),
    Parameter("leader_limit_fen", "fen", 0, _("The leader alone approves up to"),
              _("Above this sum the decision names a meeting of the party working committee."),
              ASSUMED),
    Parameter("change_percent", "int", 10, _("Change without the council up to"),
              _("Percent of the contract by which the sub-district alone may raise it."), ASSUMED,
              maximum=100),
    Parameter("change_days", "days", 10, _("Change decided within"),
              _("Working days in which a change of the plan is decided: for the council's vote, "
                "where it is asked, and as many again for the sub-district."), ASSUMED),
    Parameter("survey_days", "int", 30, _("Satisfaction survey open for"),
              _("Calendar days after acceptance."), ASSUMED),
    Parameter("survey_minimum", "int", 10, _("Satisfaction shown from"),
              _("Answers below this number are not shown."), ASSUMED, minimum=1),
    Parameter("ballot_max", "int", 3, _("Choices on a ballot at most"),
              _("How many projects a resident may choose."), ASSUMED, minimum=1),
    Parameter("poll_rule", "choice", "greedy", _("Allocation rule"),
              _("How the residents' votes become a list within the money."), ASSUMED,
              ("greedy", "greedy-no-skip", "equal-shares")),
    Parameter("ballot_format", "choice", "approval", _("Ballot"),
              _("A number of projects, whatever they cost (approval), or as many as the money "
                "pays for (knapsack)."), ASSUMED, ("approval", "knapsack")),
    Parameter("ballots_published", "choice", "grouped", _("Ballots published"),
              _("After the count: every ballot (full), the choices that many made (grouped), or "
                "the sums only (tally). The auditor sees all."), ASSUMED,
              ("full", "grouped", "tally")),
    Parameter("ballots_withheld_below", "int", 5, _("Choices withheld below"),
              _("Ballots with the same choices that fewer residents cast are not published."),
              ASSUMED, minimum=2),
    Parameter("ballots_tally_below", "int", 20, _("Sums only below"),
              _("A vote with fewer ballots publishes its sums only."), ASSUMED),
    Parameter("poll_reminder_hours", "int", 48, _("Reminder before the close"),
              _("Hours before the close at which residents who have not voted are reminded; "
                "0: nobody is."), ASSUMED),
    Parameter("voting_age", "int", 18, _("Voting age"),
              _("Years of age, on the day the vote opens, from which a resident may vote."),
              "城市居民委员会组织法", maximum=18),
    Parameter("proposing_age", "int", 14, _("Proposing age"),
              _("Years of age from which a resident may propose."), ASSUMED, maximum=18),
    Parameter("residency_second_person", "choice", "never", _("Second person confirms"),
              _("Which verified homes a second person of the office confirms before they count."),
              ASSUMED, ("never", "proof", "always")),
    Parameter("residency_proof_days", "int", 30, _("Proofs kept for"),
              _("Calendar days after which an uploaded proof is deleted although nobody has "
                "decided."), "个人信息保护法 第十九条", minimum=1, maximum=30),
    Parameter("route_direct_fen", "fen", 3_000_000, _("Direct award up to"),
              _("Up to this sum a provider is chosen directly, with a note on the price."),
              "常见内部采购规定，待区里确认"),
    Parameter("route_quotes_fen", "fen", 10_000_000, _("Three quotations up to"),
              _("Up to this sum quotations are compared; above it a panel selects."),
              "常见内部采购规定，待区里确认"),
    Parameter("route_panel_fen", "fen", 50_000_000, _("Selection panel up to"),
              _("Up to this sum a panel of the sub-district selects; above it an open call."),
              "常见内部采购规定，待区里确认"),
    Parameter("route_purchase_fen", "fen", 100_000_000, _("Government procurement from"),
              _("From this sum goods and services go through government procurement."),
              "政府采购限额标准"),
    Parameter("tender_works_fen", "fen", 400_000_000, _("Tender for works from"),
              _("From this sum works must be put out to tender."), "必须招标的工程项目规定"),
    Parameter("tender_goods_fen", "fen", 200_000_000, _("Tender for goods from"),
              _("From this sum goods must be put out to tender."), "必须招标的工程项目规定"),
    Parameter("tender_services_fen", "fen", 100_000_000, _("Tender for services from"),
              _("From this sum services must be put out to tender."), "必须招标的工程项目规定"),
    Parameter("quotations_minimum", "int", 3, _("Quotations at least"),
              _("How many quotations are compared."), "常见内部采购规定，待区里确认", minimum=1),
    Parameter("panel_minimum", "int", 3, _("Panel of at least"),
              _("Members of the panel that selects a provider."), ASSUMED, minimum=1),
    Parameter("splitting_months", "int", 12, _("Splitting looked for"),
              _("Months in which contracts of one community, form and provider count together; "
                "above the cap they need a written reason."), ASSUMED),
    Parameter("supplier_age_months", "int", 12, _("Providers registered for"),
              _("Months a provider must have been registered before a contract."),
              "东门街道服务类征集 2020"),
    Parameter("breach_months", "int", 24, _("Breach counts for"),
              _("Months after a breach in which a provider is not engaged."),
              "东门街道服务类征集 2020"),
    Parameter("supplier_training", "bool", False, _("Social organisations trained"),
              _("Yes: a social organisation has passed a training before its first contract."),
              ASSUMED),
    Parameter("report_day", "int", 5, _("Monthly report due on day"),
              _("Day of the next month by which a provider reports."), "坪山街道 2018", minimum=1,
              maximum=28),
    Parameter("sessions_most", "int", 60, _("Sessions of a service at most"),
              _("How many sessions a provider may plan for one project."), ASSUMED, minimum=1),
    Parameter("rectify_rounds", "int", 2, _("Put right at most"),
              _("How often what failed an acceptance may be put right; then the project is passed "
                "or ended."), ASSUMED, maximum=9),
    Parameter("warranty_months", "int", 24, _("Warranty of works"),
              _("Months after the acceptance in which the provider mends defects."),
              "建质〔2017〕138号"),
    Parameter("warranty_notice_days", "int", 30, _("Warranty reminder"),
              _("Calendar days before the end of a warranty on which the community is told."),
              ASSUMED),
    Parameter("survey_again_months", "int", 6, _("Second survey after"),
              _("Months after the acceptance; 0: no second survey."), ASSUMED),
]  # fmt: skip

PARAMETERS: dict[str, Parameter] = {parameter.key: parameter for parameter in _ALL}


@dataclass(frozen=True)
class RoundRules:
    """The frozen values of one round, typed. Money in fen, days as the key's parameter says."""

    cap_works_fen: int
    cap_goods_fen: int
    cap_services_fen: int
    intake_days: int
    supplement_days: int
    task_days: int
    amber_days: int
    appeal_days: int
    appeal_answer_days: int
    duplicate_months: int
    screening_days: int
    question_days: int
    support_threshold: int
    shortlist_days: int
    council_days: int
    notice_start_days: int
    meeting_notice_days: int
    quorum_numerator: int
    quorum_denominator: int
    quorum_strict: bool
    majority_numerator: int
    majority_denominator: int
    majority_strict: bool
    majority_base: str
    abstention: str
    tie: str
    vote_factor: str
    speech_minutes: int
    waitlist_order: str
    notice_days: int
    objection_days: int
    approval_days: int
    contract_days: int
    acceptance_days: int
    acceptance_group_size: int
    payment_days: int
    settlement_days: int
    split_works: str
    split_goods: str
    split_services: str
    retention_percent: int
    retention_months: int
    payment_calendar_days: int
    approval_checks: str
    officer_limit_fen: int
    leader_limit_fen: int
    change_percent: int
    change_days: int
    survey_days: int
    survey_minimum: int
    ballot_max: int
    poll_rule: str
    ballot_format: str
    ballots_published: str
    ballots_withheld_below: int
    ballots_tally_below: int
    poll_reminder_hours: int
    voting_age: int
    proposing_age: int
    residency_second_person: str
    residency_proof_days: int
    route_direct_fen: int
    route_quotes_fen: int
    route_panel_fen: int
    route_purchase_fen: int
    tender_works_fen: int
    tender_goods_fen: int
    tender_services_fen: int
    quotations_minimum: int
    panel_minimum: int
    splitting_months: int
    supplier_age_months: int
    breach_months: int
    supplier_training: bool
    report_day: int
    sessions_most: int
    rectify_rounds: int
    warranty_months: int
    warranty_notice_days: int
    survey_again_months: int

    @classmethod
    def from_frozen(cls, frozen: dict[str, dict[str, str]] | None) -> RoundRules:
        """``frozen``: {key: {"value": text, "basis": text}}. Missing keys take the default."""
        if frozen is None:
            raise ValueError("the round's rules are not frozen yet")
        frozen = _split_as_once_frozen(frozen) | frozen
        values: dict[str, Any] = {
            field.name: PARAMETERS[field.name].parse(frozen[field.name]["value"])
            if field.name in frozen
            else PARAMETERS[field.name].default
            for field in fields(cls)
        }
        return cls(**values)

    def split(self, category: str) -> tuple[int, int, int]:
        """How a contract of this form is paid, in percent; imported cases are paid as services."""
        return parse_split(getattr(self, f"split_{category}", self.split_services))

    def cap_fen(self, category: str) -> int:
        """The cap of works, goods or services; 0 means none."""
        return int(getattr(self, f"cap_{category}_fen", 0))


def _split_as_once_frozen(frozen: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Rounds that began under the one share for all forms keep it to their end."""
    if "advance_percent" not in frozen:
        return {}
    share = min(int(frozen["advance_percent"]["value"]), 100)
    once = {"value": f"{share}/0/{100 - share}", "basis": frozen["advance_percent"]["basis"]}
    return {f"split_{form}": once for form in ("works", "goods", "services")}
