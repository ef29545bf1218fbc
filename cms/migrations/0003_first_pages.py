"""The index of news, and the pages of words a site begins with; in each language.

Models of migrations know no trees, so that paths are written out: each level adds four digits.
"""

import json
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import migrations
from django.utils import timezone


# Each block: its kind, the question or address, the text.
GUIDE_ZH = [
    ("text", "", "<p>社区里有什么想修、想添、想办的，谁都可以提。下面是一件提案要走的路。</p>"
     "<h2>一、提出来</h2><p>在网上填，打电话说，或者到社区服务中心，请工作人员帮您填，都一样。"
     "交上来以后会有一个回执号，凭它随时能查到了哪一步、在谁手里、哪天到期。</p>"
     "<h2>二、受理和初审</h2><p>材料缺什么，一次说清。不受理的，一定写明理由和依据，您可以申诉一次。</p>"
     "<h2>三、居民投票（有的轮次才有）</h2><p>投票是保密的，一人一票，可以在网上投，也可以投纸质票。</p>"
     "<h2>四、居民议事会议决</h2><p>议事员当场讨论，记名表决，每一票都公开。</p>"
     "<h2>五、公示、审核、实施</h2><p>议决结果公示，谁有异议都可以书面提出。街道审核立项以后签合同、施工、验收、付款，"
     "每一步都在项目页面上看得到。</p>"),
    ("call", "/proposals/new/", "写一件提案"),
]
GUIDE_EN = [
    ("text", "", "<p>Whatever should be mended, added or organised in a community, anybody may ask for it."
     " This is the way a proposal goes.</p>"
     "<h2>1. Propose</h2><p>Online, by phone, or at the service centre, where staff fill in the form with"
     " you. A receipt number tells you at any time how far it is, who holds it and until when.</p>"
     "<h2>2. Intake and screening</h2><p>What is missing is said once, and all of it. What is not admitted"
     " is refused with reason and rule; you may appeal once.</p>"
     "<h2>3. Residents' vote (in some rounds)</h2><p>Secret, one vote each, online or on paper.</p>"
     "<h2>4. The residents' council decides</h2><p>It debates in the open and votes by name.</p>"
     "<h2>5. Notice, approval, works</h2><p>The decision is posted, and anyone may object in writing. Then"
     " the sub-district approves; contract, works, acceptance and payment stand on the project's page.</p>"),
    ("call", "/en/proposals/new/", "Write a proposal"),
]
QUESTIONS_ZH = [
    ("question", "没有本地户口，能提吗？能投吗？", "<p>能。住在社区里、核实过住处就行，不看户口。</p>"),
    ("question", "不会上网怎么办？", "<p>打电话或者到社区服务中心，工作人员帮您办，办的是同样的事，走的是同样的流程。</p>"),
    ("question", "我的提案在谁手里？", "<p>用回执号查。每一步都写明在谁手里、哪天之前要办完；超期的会在阳光台上公开。</p>"),
    ("question", "怎么知道钱花到哪里去了？", "<p>每个社区都有一本账，每一笔都能看；全市、全区、街道、社区的数，都从这本账里来。</p>"),
    ("question", "对结果有意见怎么办？", "<p>公示期内可以书面提出异议，办公室要书面答复。</p>"),
]
QUESTIONS_EN = [
    ("question", "May I propose and vote without local household registration?",
     "<p>Yes. Who lives in the community and has had the home verified may do both.</p>"),
    ("question", "What if I do not use the internet?",
     "<p>Call, or come to the service centre: the staff do it with you, in the same way.</p>"),
    ("question", "Who has my proposal now?",
     "<p>Ask with the receipt number. Each step names its holder and its last day; what is late stands"
     " on the sunshine board.</p>"),
    ("question", "How do I know where the money went?",
     "<p>Each community has one book, and every entry can be read. All sums come from these books.</p>"),
    ("question", "What can I do if I disagree with a result?",
     "<p>Object in writing while the notice is posted; the office answers in writing.</p>"),
]
LEGAL_ZH = [
    ("text", "", "<p>每一轮用的规则，在这一轮开始时就定住了，写在这一轮里，每一条都注明依据，之后不能改。"
     "不同的区、不同的年份可以有不同的规则。</p><p>这里由编辑列出现行文件的名称、文号和日期。</p>"),
]
LEGAL_EN = [
    ("text", "", "<p>The rules of a round are fixed when it begins and kept with it, each with the"
     " provision it rests on; they cannot be changed later. Districts and years may differ.</p>"
     "<p>Editors list here the documents in force with number and date.</p>"),
]
CONTACT_ZH = [
    ("text", "", "<p>有事先找您住的社区：社区页面上有地址、电话和办公时间。</p>"
     "<p>对社区的答复不满意，可以找街道；对时限有意见，可以看阳光台上的超期清单。</p>"),
    ("call", "/communities/", "找我的社区"),
]
CONTACT_EN = [
    ("text", "", "<p>Begin with the community you live in: its page has address, telephone and hours.</p>"
     "<p>Whoever is not content with its answer turns to the sub-district; what is late stands on the"
     " sunshine board.</p>"),
    ("call", "/en/communities/", "Find my community"),
]

# Slug: (title and blocks) in Chinese, in English.
FIRST_PAGES = {
    "guide": {"zh-hans": ("怎样提、怎样定、怎样办", GUIDE_ZH), "en": ("How it works", GUIDE_EN)},
    "questions": {
        "zh-hans": ("常见问题", QUESTIONS_ZH), "en": ("Questions and answers", QUESTIONS_EN),
    },
    "legal-basis": {"zh-hans": ("政策依据", LEGAL_ZH), "en": ("Legal basis", LEGAL_EN)},
    "contact": {"zh-hans": ("联系我们", CONTACT_ZH), "en": ("Contact", CONTACT_EN)},
}


def stored(blocks) -> list[dict[str, object]]:
    """The blocks as a StreamField keeps them."""
    return [{"type": kind, "value": _value(kind, name, text)} for kind, name, text in blocks]


def _value(kind, name, text):
    if kind == "question":
        return {"question": name, "answer": text}
    if kind == "call":
        return {"text": text, "page": None, "address": name}
    return text


def plant(apps, schema_editor):
    Home = apps.get_model("cms", "HomePage")
    original = None
    homes = sorted(Home.objects.all(), key=lambda home: (home.alias_of_id is not None, home.path))
    for home in homes:
        code = home.locale.language_code
        is_first = code == settings.LANGUAGE_CODE
        page = add(
            apps, home, "NewsIndexPage", "news", "新闻", key="mws:NewsIndexPage",
            alias_of_id=None if is_first else getattr(original, "pk", None),
        )
        original = page if is_first else original
        for slug, versions in FIRST_PAGES.items():
            if code in versions:
                title, blocks = versions[code]
                add(
                    apps, home, "EditorialPage", slug, title, key=f"mws:EditorialPage/{slug}",
                    body=json.dumps(stored(blocks)),
                )


def add(apps, home, kind, slug, title, *, key, **fields):
    """One page below a home page, behind what is there already; none where the slug is taken."""
    Page = apps.get_model("wagtailcore", "Page")
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model=kind.lower()
    )
    children = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    if children.filter(slug=slug).exists():
        return None
    last = children.order_by("-path").values_list("path", flat=True).first()
    number = int(last[-4:], 36) + 1 if last else 1
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    step = "".join(digits[number // 36**power % 36] for power in (3, 2, 1, 0))
    now = timezone.now()
    page = apps.get_model("cms", kind).objects.create(
        path=home.path + step, depth=home.depth + 1, numchild=0, slug=slug, title=title,
        draft_title=title, url_path=f"{home.url_path}{slug}/", locale_id=home.locale_id,
        content_type=content_type, live=True, first_published_at=now, last_published_at=now,
        translation_key=uuid5(NAMESPACE_URL, key), **fields,
    )
    Page.objects.filter(pk=home.pk).update(numchild=children.count())
    return page


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_page_tree")]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
