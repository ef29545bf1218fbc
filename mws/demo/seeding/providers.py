"""Providers: who acts for one of them, trainings, and what they offer in the library."""

from __future__ import annotations

from datetime import date, datetime

from mws.demo.seeding.base import Stage
from mws.providers.services import name_representative, offer_item, record_training

PLAYED = 2  # of the ten: it has works in progress
YUAN = 100
# number of the provider, title, need, content, audience, sessions, heads, yuan a session, mode, fee
SERVICES = (
    (4, "邻里议事协商工作坊", "邻里矛盾多，缺少坐下来谈的地方。",
     "社工带领居民按议事规则讨论楼栋事务。", "楼栋居民", 6, 25, 3_200, "free", 0),
    (5, "长者智能手机课堂", "老人不会用手机挂号、付款。", "一对一教会挂号、付款、防诈骗。",
     "60 岁以上长者", 8, 20, 2_400, "free", 0),
    (6, "四点半儿童成长营", "放学后两小时无人看管。", "作业辅导、阅读与运动，专职老师带班。",
     "小学生家庭", 20, 30, 2_800, "low", 5),
    (7, "社区合唱团培训", "想唱歌的居民没有老师。", "声乐老师每周排练，年底汇演一次。",
     "文艺爱好者", 12, 40, 1_800, "low", 10),
    (8, "中医义诊与健康讲座", "慢病管理跟不上。", "义诊、量血压、饮食讲座。", "全体居民",
     4, 60, 4_000, "free", 0),
)  # fmt: skip


def seed_register(stage: Stage, now: datetime) -> None:
    """The trainings of the social organisations, their services, and one person who is played."""
    for supplier in stage.suppliers[4:9]:
        record_training(
            supplier_id=supplier.pk, title="项目策划与实施", passed_on=date(now.year - 1, 3, 20),
            certificate_no=f"培〔{now.year - 1}〕{supplier.pk}号", by=None, now=now,
        )  # fmt: skip
    for number, title, need, content, audience, sessions, heads, yuan, mode, fee in SERVICES:
        offer_item(
            supplier_id=stage.suppliers[number].pk, title=title, need=need, content=content,
            audience=audience, sessions=sessions, heads=heads, session_price_fen=yuan * YUAN,
            mode=mode, fee_fen=fee * YUAN, by=None, now=now,
        )  # fmt: skip
    name_representative(
        supplier_id=stage.suppliers[PLAYED].pk, person=stage.builder, by=None, now=now
    )
