"""Invented names. Any likeness to a real person or firm is chance."""

from __future__ import annotations

from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = [
    "秀英",
    "桂兰",
    "建国",
    "志强",
    "晓燕",
    "淑珍",
    "国华",
    "丽娟",
    "海涛",
    "文静",
    "伟明",
    "玉梅",
    "春生",
    "小红",
    "立新",
    "佳怡",
    "子轩",
    "思远",
    "美玲",
    "永康",
    "家豪",
    "雪梅",
    "振华",
    "慧敏",
    "德才",
    "爱华",
    "嘉欣",
    "俊杰",
    "瑞芳",
    "广生",
    "金凤",
    "云飞",
    "少芬",
    "庆云",
    "雅琴",
    "正平",
]

FIRMS: list[tuple[str, str, str]] = [
    # name, kind, specialty
    ("深圳市榕荫园林工程有限公司", "company", "园林绿化"),
    ("深圳市明路照明工程有限公司", "company", "照明与监控"),
    ("深圳市安居修缮工程有限公司", "company", "房屋修缮"),
    ("深圳市畅步市政工程有限公司", "company", "道路与管网"),
    ("深圳市邻里汇社会工作服务中心", "social_org", "社区服务"),
    ("深圳市银龄乐社会工作服务中心", "social_org", "长者服务"),
    ("深圳市青苗儿童成长促进会", "social_org", "儿童与家庭"),
    ("深圳市和声文化艺术促进会", "social_org", "文化体育"),
    ("深圳市康健健康促进服务中心", "social_org", "健康促进"),
    ("深圳市惠民设备供应有限公司", "company", "设备供应"),
]


def make_name(random: Random) -> str:
    return random.choice(SURNAMES) + random.choice(GIVEN)


def make_credit_code(number: int) -> str:
    """A well-formed unified social credit code (GB 32100-2015) that belongs to nobody."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [pow(3, n, 31) for n in range(17)]
    body = f"9144030500000{number:04d}"
    total = sum(alphabet.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return body + alphabet[(31 - total % 31) % 31]
