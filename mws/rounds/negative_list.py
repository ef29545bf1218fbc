"""The negative list with which a year's rules begin; each district edits it at the settings desk.

Sources: what the stored rules of 福田 (2016), 东湖 (2020) and 清水河 (2025) say; the rest is usual
practice and says so in its basis.
"""

from __future__ import annotations

from typing import NamedTuple

USUAL = "通行做法，待区里确认"


class FirstClause(NamedTuple):
    code: str
    text: str
    legal_basis: str


NEGATIVE_LIST = (
    FirstClause("1", "属于物业服务企业、业主或者其他单位应当履行的职责",
                "福田区民生微实事实施办法（2016）；东湖街道征集公告（2020）"),
    FirstClause("2", "与在建或者已列入计划的政府投资项目重复",
                "福田区民生微实事实施办法（2016）；东湖街道征集公告（2020）"),
    FirstClause("3", "属于政府部门法定职责、应由部门预算安排", "民生微实事负面清单（各区通行）"),
    FirstClause("4", "党群服务中心运营合同已经购买的服务", "清水河街道服务类项目征集公告（2025）"),
    FirstClause("5", "只服务于少数人或者特定个人的利益", USUAL),
    FirstClause("6", "人员工资、津补贴、宴请、差旅、礼品或者发放现金", USUAL),
    FirstClause("7", "办公用房装修、公务车辆购置", USUAL),
    FirstClause("8", "商业广告或者营利性活动", USUAL),
    FirstClause("9", "在违法建筑或者已列入征收拆迁范围的用地上实施", USUAL),
    FirstClause("10", "本年度已经不予受理、内容没有变化的提案", USUAL),
    FirstClause("11", "单纯的标语、展板或者形象工程", USUAL),
    # What the sub-district sends back for, beside the grounds above.
    FirstClause("审1", "价格明显高于同类项目的市场价，或者超过单项限额", USUAL),
    FirstClause("审2", "议决程序不合规则，需要重新议决", USUAL),
)  # fmt: skip
