"""What invented communities say of their three bodies, their premises and the six standards."""

from __future__ import annotations

from datetime import date

from mws.places.models import Body, BodyDuties, Place, PremisesStandard, Standard, StandardMet

CHECKED_ON = date(2025, 12, 18)
DUTIES = {
    Body.PARTY: "领导社区各类组织和各项工作；行使人事安排权、重要事项决定权、"
    "领导保障权、管理监督权；对提案初审，确定议题，对全过程负总责。",
    Body.COMMITTEE: "居民自我管理、自我教育、自我服务；收集居民的需要，召集居民议事会，"
    "公示结果，组织居民监督实施。",
    Body.STATION: "窗口统一受理，后台分工办理；受理提案、核实居住情况、答复咨询；"
    "不会上网的，工作人员帮您填。",
}


def premises_of(number: int) -> dict[str, int]:
    """Premises of the community of this number: most are large enough, some not yet."""
    standard = PremisesStandard.SMALL if number % 3 else PremisesStandard.LARGE
    return {"premises_sqm": standard - 40 + number * 37 % 420, "premises_standard": standard}


def seed_bodies(communities: list[Place]) -> None:
    """The duties of the three bodies everywhere; here and there a standard without a finding."""
    BodyDuties.objects.bulk_create(
        BodyDuties(place=place, body=body, duties=text)
        for place in communities
        for body, text in DUTIES.items()
    )
    StandardMet.objects.bulk_create(
        StandardMet(place=place, standard=standard, checked_on=CHECKED_ON)
        for number, place in enumerate(communities)
        for n, standard in enumerate(Standard)
        if (number + n) % 11
    )
