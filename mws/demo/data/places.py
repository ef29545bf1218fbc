"""Nanshan as of 2017: 8 sub-districts, 101 communities.

Names as printed in public sources where known, otherwise from general knowledge; the few that
are missing are called 示范社区. Not for real use before the civil affairs office has checked them.
"""

from __future__ import annotations

# code, name, English, abbreviation, communities
SUBDISTRICTS: list[tuple[str, str, str, str, str]] = [
    ("440305001", "南头街道", "Nantou", "NT",
     "南头城 田厦 大新 大汪山 前海 红花园 南联 马家龙 莲城 星海名城 同乐 安乐"),
    ("440305002", "南山街道", "Nanshan", "NS",
     "南园 南山 南光 向南 北头 荔芳 登良 荔林 荔湾 月亮湾 学府 风华 阳光棕榈"),
    ("440305003", "沙河街道", "Shahe", "SH",
     "新塘 中新街 高发 明珠街 东方 沙河街 星河街 华夏街 光华街 白石洲东 香山街 文昌街"),
    ("440305005", "蛇口街道", "Shekou", "SK",
     "海湾 深圳湾 渔一 渔二 湾厦 雷公岭 南水 海昌 海滨 东角头 围仔西 内伶仃"),
    ("440305006", "招商街道", "Zhaoshang", "ZS",
     "水湾 桂园 海月 五湾 文竹园 花果山 四海 沿山 花园城 桃花园 赤湾 示范"),
    ("440305007", "粤海街道", "Yuehai", "YH",
     "蔚蓝海岸 麻岭 科技园 高新区 大冲 粤桂 海珠 滨海 后海 创业路 南油 龙城 铜鼓 名海 深大 京光"),
    ("440305008", "桃源街道", "Taoyuan", "TY",
     "桃源 龙珠 龙辉 龙联 龙光 峰景 珠光 长源 塘朗 福光 平山 大学城 示范"),
    ("440305009", "西丽街道", "Xili", "XL",
     "西丽 新围 松坪山 曙光 阳光 丽湖 大磡 白芒 百旺 麻磡 示范"),
]  # fmt: skip

CITY = ("4403", "深圳市", "Shenzhen")
DISTRICT = ("440305", "南山区", "Nanshan District", "NS")

# The pinyin initials of communities that the demonstration's current year uses.
ABBREVIATIONS: dict[str, str] = {
    "龙珠": "LZ", "塘朗": "TL", "珠光": "ZG", "长源": "CY", "平山": "PS", "峰景": "FJ",
    "福光": "FG", "龙辉": "LH", "龙联": "LL", "桃源": "TY", "龙光": "LG", "大学城": "DXC",
}  # fmt: skip

# Invented estates: two of a garden's names per community, and a village or staff housing for some.
GARDEN_FIRST = [
    "翠海",
    "锦绣",
    "怡景",
    "康乐",
    "金地",
    "碧桂",
    "云海",
    "鸿景",
    "汇宾",
    "春晓",
    "南苑",
    "馨荔",
    "丹枫",
    "观澜",
    "悦湖",
    "星辰",
]
GARDEN_SECOND = ["花园", "雅苑", "名庭", "豪园", "新村", "公寓", "轩", "居"]
STAFF = ["供电局宿舍", "地质队宿舍", "邮电宿舍", "教师公寓", "港务宿舍"]
# Villages that people know under another name than their community's: community, name, also called.
VILLAGES: dict[str, tuple[str, list[str]]] = {
    "白石洲东": ("白石洲", ["白石洲村", "上白石村", "下白石村"]),
    "新塘": ("塘头村", ["新塘村"]),
    "南头城": ("南头古城", ["九街"]),
    "大新": ("大新村", []),
    "向南": ("向南村", []),
    "北头": ("北头村", []),
    "湾厦": ("湾厦村", []),
    "渔二": ("渔村", ["蛇口渔村"]),
    "大冲": ("大冲村", ["大冲旧村"]),
    "龙珠": ("龙井村", ["龙井"]),
    "塘朗": ("塘朗村", ["塘朗旧围"]),
    "珠光": ("珠光村", []),
    "长源": ("长岭皮村", ["长岭陂"]),
    "福光": ("福光村", []),
    "平山": ("平山村", ["平山一村"]),
    "新围": ("新围村", []),
    "大磡": ("大磡村", ["大磡一村", "大磡二村"]),
    "白芒": ("白芒村", []),
    "麻磡": ("麻磡村", []),
}
