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
    """``kind``: int (a number), days (working days), fen (0 = no limit), choice or bool."""

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
        number = int(text)
        if number < self.minimum or (self.maximum is not None and number > self.maximum):
            raise ValueError(text)
        return number


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
    Parameter("screening_days", "days", 10, _("Screening within"),
              _("Working days in which an admitted proposal is screened."), ASSUMED),
    Parameter("question_days", "days", 5, _("Question answered within"),
              _("Working days in which the office answers a question under a proposal."), ASSUMED),
    Parameter("support_threshold", "int", 0, _("Supporters needed"),
              _("Residents who must support a proposal before it can be shortlisted; 0: none."),
              ASSUMED),
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
    Parameter("advance_percent", "int", 50, _("Paid before settlement at most"),
              _("Percent of the contract that may be paid before settlement."), ASSUMED),
    Parameter("survey_days", "int", 30, _("Satisfaction survey open for"),
              _("Calendar days after acceptance."), ASSUMED),
    Parameter("survey_minimum", "int", 10, _("Satisfaction shown from"),
              _("Answers below this number are not shown."), ASSUMED, minimum=1),
    Parameter("ballot_max", "int", 3, _("Choices on a ballot at most"),
              _("How many projects a resident may choose."), ASSUMED, minimum=1),
    Parameter("poll_rule", "choice", "greedy", _("Allocation rule"),
              _("How the residents' votes become a list within the money."), ASSUMED,
              ("greedy", "greedy-no-skip")),
    Parameter("voting_age", "int", 18, _("Voting age"),
              _("Years of age, on the day the vote opens, from which a resident may vote."),
              "城市居民委员会组织法", maximum=18),
    Parameter("proposing_age", "int", 14, _("Proposing age"),
              _("Years of age from which a resident may propose."), ASSUMED, maximum=18),
    Parameter("residency_second_person", "choice", "proof", _("Second person confirms"),
              _("Which verified homes a second person of the office confirms: none, those by "
                "uploaded proof, or all."), ASSUMED, ("never", "proof", "always")),
    Parameter("residency_phone_most", "int", 2, _("People to a mobile number"),
              _("How many verified people of a household one number may serve."), ASSUMED,
              minimum=1, maximum=9),
    Parameter("residency_proof_days", "int", 30, _("Proofs kept for"),
              _("Calendar days after which a proof is deleted even if nobody has decided."),
              "个人信息保护法 第十九条", minimum=1, maximum=30),
    Parameter("residency_months", "int", 0, _("Residence before verification"),
              _("Months that a person without household registration here must have lived here."),
              "城市居民委员会组织法", maximum=120),
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
    screening_days: int
    question_days: int
    support_threshold: int
    meeting_notice_days: int
    quorum_numerator: int
    quorum_denominator: int
    quorum_strict: bool
    majority_numerator: int
    majority_denominator: int
    majority_strict: bool
    majority_base: str
    notice_days: int
    objection_days: int
    approval_days: int
    contract_days: int
    acceptance_days: int
    acceptance_group_size: int
    payment_days: int
    settlement_days: int
    advance_percent: int
    survey_days: int
    survey_minimum: int
    ballot_max: int
    poll_rule: str
    voting_age: int
    proposing_age: int
    residency_second_person: str
    residency_phone_most: int
    residency_proof_days: int
    residency_months: int

    @classmethod
    def from_frozen(cls, frozen: dict[str, dict[str, str]] | None) -> RoundRules:
        """``frozen``: {key: {"value": text, "basis": text}}. Missing keys take the default."""
        if frozen is None:
            raise ValueError("the round's rules are not frozen yet")
        values: dict[str, Any] = {
            field.name: PARAMETERS[field.name].parse(frozen[field.name]["value"])
            if field.name in frozen
            else PARAMETERS[field.name].default
            for field in fields(cls)
        }
        return cls(**values)

    def cap_fen(self, category: str) -> int:
        """The cap of works, goods or services; 0 means none."""
        return int(getattr(self, f"cap_{category}_fen", 0))
