"""民生微实事项目需求（申报）表: the columns of the official form, in their order.

Offices know the form by its Chinese headings, so tables bear them in every language of the site.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import override

from mws.core.tables import Column


class FormColumn(NamedTuple):
    """``width`` in characters; ``note`` tells who fills it in what is meant."""

    key: str
    heading: str
    width: int
    note: str
    is_required: bool = True


ENTRY_COLUMNS = (
    FormColumn("title", "项目名称", 28, "一句话说明要做什么，最多 40 个字。"),
    FormColumn("category", "项目形式", 10, "工程、货物或者服务。"),
    FormColumn("theme", "内容类别", 14, "从下拉列表中选择。"),
    FormColumn("channel", "征集渠道", 12, "这条需求是怎样收到的，从下拉列表中选择。"),
    FormColumn("author", "申报人", 10, "居民本人的姓名，与平台登记的一致。"),
    FormColumn("phone", "联系电话", 14, "居民本人的手机号，与平台登记的一致。"),
    FormColumn("location", "实施地点", 24, "小区、道路或者楼栋，让别人找得到。"),
    FormColumn("problem", "需求背景", 36, "现在是什么情况，影响哪些人。"),
    FormColumn("solution", "项目内容", 36, "建什么、买什么或者办什么，做多少。"),
    FormColumn(
        "item", "清单名称", 16, "费用清单的一项；还有别的项目，就在下一行接着写，其他列留空。"
    ),
    FormColumn("unit", "单位", 8, "盏、张、次……"),
    FormColumn("quantity", "数量", 8, "大于 0，最多两位小数。"),
    FormColumn("unit_price", "单价（元）", 12, "大于 0，最多两位小数。"),
    FormColumn("group", "受益人群", 14, "从下拉列表中选择；不填就是全体居民。", is_required=False),
    FormColumn("beneficiaries", "受益范围", 20, "例如：全体住户、接送孩子的家长。"),
    FormColumn("count", "受益人数", 10, "大约多少人；可以不填。", is_required=False),
    FormColumn("upkeep", "后期管养责任人", 20, "建成以后由谁管理和维护。"),
)
"""What a clerk writes into the form of a resident: a line each, further cost lines below it."""

HEADINGS = {column.key: column.heading for column in ENTRY_COLUMNS}

QUEUE_HEADINGS = (
    "申报编号", "项目名称", "项目形式", "内容类别", "来源", "征集渠道", "申报人", "所在社区",
    "实施地点", "需求背景", "项目内容", "数量/规格清单", "预算总额（元）", "受益人群", "受益范围",
    "受益人数", "后期管养责任人", "附议人数", "办理状态", "待办事项", "办理期限", "超期（工作日）",
)  # fmt: skip
"""The same form as an office keeps it, with what waits for whom."""


def table_columns() -> list[Column]:
    """The entry columns as the reader of tables knows them. No cell need be filled in each line
    (further cost lines leave most of them empty), but each heading must stand there."""
    others = {"unit_price": ("单价", "单价(元)"), "upkeep": ("后期管养",), "phone": ("电话",),
              "item": ("名称",), "author": ("姓名", "申报人姓名")}  # fmt: skip
    return [
        Column(c.key, (c.heading, *others.get(c.key, ())), is_required=c.is_required)
        for c in ENTRY_COLUMNS
    ]


def words_of(choices: type[TextChoices], *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """The Chinese words of a choice, each with its value, in their order."""
    with override("zh-hans"):
        return {str(label): value for value, label in choices.choices if value not in without}
