"""Rule sets of a district: values with their legal basis."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.collisions import ask_again
from mws.core.refusals import require
from mws.places.models import Place
from mws.rounds import rules
from mws.rounds.models import Clause, RuleSet, RuleSetting
from mws.rounds.negative_list import NEGATIVE_LIST, FirstClause
from mws.rounds.parameters import PARAMETERS


@transaction.atomic
def create_rule_set(
    *,
    district: Place,
    year: int,
    name: str,
    legal_basis: str,
    by: User | None,
    is_imported: bool = False,
    now: datetime | None = None,
) -> RuleSet:
    """A year's rules with every parameter at its default; ``by`` is None for imports and seeds."""
    if by is not None:
        require(rules.why_not_edit_rules(district, by=by))
    why_not = partial(rules.why_not_second_rule_set, district, year)
    require(None if is_imported else why_not())
    with ask_again(why_not):
        rule_set = RuleSet.objects.create(
            district=district, year=year, name=name, legal_basis=legal_basis,
            is_imported=is_imported,
        )  # fmt: skip
    RuleSetting.objects.bulk_create(
        RuleSetting(
            rule_set=rule_set,
            key=parameter.key,
            value=_text(parameter.default),
            legal_basis=parameter.basis,
        )
        for parameter in PARAMETERS.values()
    )
    if not is_imported:
        _begin_negative_list(rule_set, now or database_now())
    record(
        "rule_set.created", target=rule_set, by=by, effective_at=now,
        place_path=district.path, year=year,
    )  # fmt: skip
    return rule_set


@transaction.atomic
def set_rule(
    *,
    rule_set_id: int,
    key: str,
    value: str,
    legal_basis: str,
    by: User | None,
    now: datetime | None = None,
) -> RuleSetting:
    """Change one value. Rounds already open keep their frozen copy."""
    rule_set = (
        RuleSet.objects.select_for_update(of=("self",))
        .select_related("district")
        .get(pk=rule_set_id)
    )
    if by is not None:
        require(rules.why_not_set_rule(rule_set, key, value, legal_basis, by=by))
    parsed = _text(PARAMETERS[key].parse(value))
    setting = RuleSetting.objects.get(rule_set=rule_set, key=key)
    before = setting.value
    setting.value, setting.legal_basis = parsed, legal_basis.strip()
    setting.save()
    record(
        "rule_set.changed", target=rule_set, by=by, effective_at=now,
        place_path=rule_set.district.path, key=key, before=before, after=parsed,
    )  # fmt: skip
    return setting


def _begin_negative_list(rule_set: RuleSet, now: datetime) -> None:
    """The district's own list of the year before, else the usual one."""
    before = Clause.objects.filter(
        rule_set__district=rule_set.district, rule_set__is_imported=False, ended_at=None,
        rule_set__year__lt=rule_set.year,
    ).order_by("-rule_set__year")  # fmt: skip
    newest = before.values_list("rule_set", flat=True).first()
    own = [
        FirstClause(row.code, row.text, row.legal_basis) for row in before.filter(rule_set=newest)
    ]
    Clause.objects.bulk_create(
        Clause(rule_set=rule_set, added_at=now, **clause._asdict())
        for clause in own or NEGATIVE_LIST
    )


def _text(value: int | str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
