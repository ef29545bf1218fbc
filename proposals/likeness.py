"""How alike two Chinese titles are: Dice's coefficient over pairs of neighbouring characters.

``2 × |A ∩ B| / (|A| + |B|)`` (Dice 1945, Ecology 26:297-302; for texts: Kondrak et al. 2003). The
order of the words does not matter, so 公园长椅更换 and 更换公园的旧长椅 are alike. Words that mean
the same here are made the same first, and words that every title may hold are dropped.
"""

from __future__ import annotations

import re
import unicodedata

_SAME: tuple[tuple[str, str], ...] = (
    (r"座椅|座凳|椅子|凳子|板凳|坐凳|休闲椅|石凳", "长椅"),
    (r"照明灯?|灯光|亮化|灯具|太阳能灯|灯", "路灯"),
    (r"路路灯", "路灯"),
    (r"监控摄像头|摄像头|探头|视频监控", "监控"),
    (r"充电桩|充电棚|充电点|充电站|充电设施|充电口", "充电"),
    (r"电动自行车|电瓶车|单车|电动车", "电单车"),
    (r"长者|老年人|老人家|银发|老年", "老人"),
    (r"智能机", "智能手机"),
    (r"孩子|少儿|青少年|小朋友|亲子", "儿童"),
    (r"托管班|托管|课后班|四点半课堂|四点半学校", "四点半课堂"),
    (r"图书角|书屋|阅览室|图书室|读书角|书吧|阅读角|图书馆", "书屋"),
    (r"义诊|体检|健康检查|血压测量|量血压", "义诊"),
    (r"防滑砖|防滑垫|防滑条", "防滑"),
    (r"道路|马路|路面|地面|人行道|步道", "路面"),
    (r"健身设施|健身路径|运动器材|体育器材|健身点", "健身器材"),
    (r"下水道|排水沟|排水管|雨水管|管网|排污管|沟渠", "排水"),
    (r"垃圾桶|垃圾屋|垃圾投放点|分类亭|垃圾房", "垃圾点"),
    (r"绿化带|绿植|花草|花坛|种树|树木|绿地", "绿化"),
    (r"漏水|渗漏|渗水|补漏|防水", "防水"),
    (r"停车棚|车棚|雨棚|遮雨棚|雨篷", "雨棚"),
    (r"舞蹈|跳舞|广场舞", "舞"),
    (r"晾衣架|晒衣架|晾晒架|晾晒", "晾衣"),
    (r"围墙|外墙|墙面|墙体", "墙"),
    (r"滑梯|游乐设施|游乐场|儿童乐园|游戏设施", "游乐"),
)  # fmt: skip
_EMPTY = re.compile(
    r"更换|更新|翻新|修复|修缮|维修|改造|提升|升级|整治|安装|增设|加装|新增|新建|建设|添置|购置|采购|增加|改善"
    r"|补装|补种|修补|整修|完善|优化|配置|配备|设立|开设|开办|举办|组织|开展|打造|重铺|重做|铺设|粉刷"
    r"|项目|工程|服务|活动|计划|行动|社区|小区|本|旧|老旧|破损|损坏|坏掉|一批|公益|便民|居民|部分|周边|附近|区域|[的和与及、，。“”《》（）()\s]"
)
_SIGNS = re.compile(r"[\W_]+")


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters that are left of a title; a lone character is one."""
    plain = unicodedata.normalize("NFKC", text).lower()
    for pattern, word in _SAME:
        plain = re.sub(pattern, word, plain)
    plain = _SIGNS.sub("", _EMPTY.sub("", plain)) or _SIGNS.sub("", text.lower())
    if len(plain) < 2:
        return frozenset({plain} if plain else ())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 for nothing in common to 1 for the same pairs."""
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))
