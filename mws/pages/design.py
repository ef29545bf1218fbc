"""`/design/`: every component of the site's design, alive; only in development and tests.

It needs no database: what it shows is made here.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mws.core.forms import YuanField
from mws.core.money import Balances
from mws.core.refusals import Refusal
from mws.core.track import Station

TODAY = date(2026, 6, 16)
FUND = Balances(
    allocated=200_000_000,
    available=68_000_000,
    reserved=12_300_000,
    committed=58_420_000,
    paid=61_280_000,
    returned=0,
)
CLOSED = Balances(
    allocated=175_000_000,
    available=0,
    reserved=0,
    committed=2_100_000,
    paid=170_900_000,
    returned=2_000_000,
)
REFUSED = {"title": "", "amount": "一千", "form": "works"}
PICKS = [(5, 18_640_000), (3, 9_860_000), (1, 13_660_000)]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("What should be done?"),
        help_text=gettext_lazy("One sentence, as you would say it to a neighbour."),
    )
    amount = YuanField(label=gettext_lazy("About how much"), max_fen=50_000_000)
    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        choices=[
            ("works", gettext_lazy("Works")),
            ("goods", gettext_lazy("Goods")),
            ("services", gettext_lazy("Services")),
        ],
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        choices=[("", gettext_lazy("Please choose")), ("safety", gettext_lazy("Safety"))],
        required=False,
    )
    story = forms.CharField(
        label=gettext_lazy("Why it matters"), widget=forms.Textarea, required=False
    )
    photo = forms.FileField(label=gettext_lazy("Photograph"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I live in this community"))


@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """The living style page."""
    pages = Paginator(range(100), 10)
    context: dict[str, Any] = {
        "colours": COLOURS,
        "trail": [("南山区", "#"), ("桃源街道", "#"), ("龙珠社区", "#")],
        "tabs": [(_("Overview"), "#", True), (_("Cost"), "#", False), (_("Votes"), "#", False)],
        "fund": FUND,
        "closed": CLOSED,
        "empty_fund": Balances.zero(),
        "budget": 68_000_000,
        "picks": PICKS,
        "stages": stages(),
        "stations": stations(),
        "form": SampleForm(),
        "refused": SampleForm(REFUSED, auto_id="refused_%s"),
        "votes": VOTES,
        "tally": TALLY,
        "cards": cards(),
        "ledger": [("LED 庭院灯 24 盏", 4_032_000), ("电缆敷设 420 米", 2_856_000)],
        "facts": [("时间", "6月25日 周四 19:30"), ("地点", "党群服务中心 2 楼议事厅")],
        "events": events(),
        "refusal": Refusal("round_closed", "本年度提案征集已截止，明年 1 月重新开始。"),
        "page": pages.page(4),
        "photo": static("img/no-photo.svg"),
    }
    return render(request, "design/page.html", context)


def stages() -> list[Station]:
    """A round's stages, the residents' vote being open."""
    day = date(2026, 4, 30)
    return [
        Station("call", "征集", "done", on=date(2026, 3, 31)),
        Station("screening", "初审", "done", on=day),
        Station("vote", "投票", "now", due=date(2026, 6, 21), note="9 个项目"),
        Station("council", "议决", due=date(2026, 6, 25)),
        Station("notice", "公示", due=date(2026, 6, 29)),
        Station("approval", "立项"),
        Station("works", "实施"),
        Station("acceptance", "验收"),
    ]


def stations() -> list[Station]:
    """A file with a step it did not need, one that is late and one to come."""
    return [
        Station("submitted", "提交", "done", on=date(2025, 11, 24), note="灯坏了半年，孩子不敢走"),
        Station("admitted", "受理", "done", on=date(2025, 11, 26), note="用时 2 个工作日"),
        Station("poll", "居民投票", "skipped"),
        Station("council", "议决", "done", on=date(2026, 1, 15), note="同意 9，反对 1，弃权 1"),
        Station("notice", "公示", "done", on=date(2026, 1, 23), note="公示 5 天，异议 0 件"),
        Station("approved", "立项", "done", on=date(2026, 2, 5), note="批准 142,506.60 元"),
        Station("works", "实施", "done", on=date(2026, 5, 8), note="合同 136,800.00 元"),
        Station("accepted", "验收", "done", on=date(2026, 5, 13), note="5 人签字"),
        Station(
            "settled",
            "结算",
            "late",
            holder="桃源街道财务岗 何静",
            due=date(2026, 6, 10),
            days_late=4,
        ),
        Station("rated", "评价"),
    ]


def cards() -> list[dict[str, Any]]:
    """Three proposals as a list shows them: with a picture, with a track, late."""
    place = {"community": "龙珠社区", "form": "工程类"}
    return [
        place
        | {
            "title": "一米书桌：城中村家庭学习空间",
            "url": "#",
            "code": "evaluated",
            "status": "已办结",
            "cost_fen": 13_660_000,
            "summary": "给 60 户城中村家庭装折叠书桌、护眼灯和书架。",
            "photo": static("img/no-photo.svg"),
            "supporters": 31,
        },
        place
        | {
            "title": "长者饭堂加装坡道与扶手",
            "url": "#",
            "code": "shortlisted",
            "status": "入选表决",
            "cost_fen": 9_860_000,
            "stations": stages(),
        },
        place
        | {
            "title": "龙珠四路口袋公园路灯修复与监控补盲",
            "url": "#",
            "code": "settling",
            "status": "结算中",
            "cost_fen": 14_250_660,
            "stations": stations(),
        },
    ]


def events() -> list[tuple[datetime, str, str]]:
    """What happened to a file, newest first."""
    at = datetime(2026, 6, 12, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    return [
        (at, "已催办结算", "社区工作站"),
        (at - timedelta(days=30), "验收合格", "验收组 5 人"),
    ]


COLOURS = [
    "mangrove",
    "mangrove-mid",
    "mangrove-soft",
    "bougainvillea",
    "bay",
    "bay-35",
    "late",
    "late-ground",
    "wrong",
    "ink",
    "paper",
    "line",
]
VOTES = [
    ("陈玉兰", "居民 · 召集人", "yes", "同意"),
    ("黄志明", "社区党委", "yes", "同意"),
    ("张伟强", "居民", "no", "反对"),
    ("梁振宇", "居民", "abstain", "弃权"),
    ("吴国栋", "物业公司", "recused", "回避"),
    ("谢建军", "学校", "waiting", "待表决"),
    ("曾繁荣", "居民", "absent", "缺席"),
]
TALLY = [("yes", "同意", 5), ("no", "反对", 1), ("abstain", "弃权", 1), ("waiting", "待表决", 4)]
