"""常用理由 with which every site begins; districts add their own at the settings desk."""

from __future__ import annotations

from typing import NamedTuple


class FirstReason(NamedTuple):
    use: str
    part: str
    text: str


FIRST_REASONS = (
    FirstReason("return", "problem", "请写清楚现在是什么情况、影响哪些人、从什么时候开始。"),
    FirstReason("return", "location", "请写明具体位置：小区、楼栋或者路口，方便现场查看。"),
    FirstReason("return", "solution", "请写明要做什么、做多少，方便估算费用。"),
    FirstReason("return", "costs", "请逐项列出名称、数量、单位和单价，并附上询价依据。"),
    FirstReason("return", "beneficiaries", "请写明哪些居民受益，大约多少户、多少人。"),
    FirstReason("return", "upkeep", "请写明建成以后由谁管理和维护，并附上对方同意的书面意见。"),
    FirstReason("return", "evidence", "请补充能看清现场的照片，至少一张。"),
    FirstReason("return", "other", "请补充业主大会或者业主委员会同意实施的书面意见。"),
    FirstReason("refuse", "", "该事项应当由物业服务企业按照物业服务合同承担。"),
    FirstReason("refuse", "", "该事项已经列入政府投资计划，由主管部门安排实施。"),
    FirstReason("refuse", "", "该事项只服务少数人，不属于社区公共需求。"),
    FirstReason("refuse", "", "该事项属于部门法定职责，已经转请主管部门办理。"),
    FirstReason("merge", "", "两件提案地点相同、内容相同，合并后一起办理。"),
    FirstReason("merge", "", "两件提案要解决同一个问题，合并后方案更完整。"),
)
