"""Tags and filters of the design: track, spine, fields, errors, pages, days."""

from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, SimpleTestCase
from django.utils.translation import override

from mws.core.forms import YuanField
from mws.core.status import tone_of
from mws.core.track import Station, current_station, stations_done

STATIONS = [
    Station("submitted", "提交", "done", on=date(2025, 11, 24), note="灯坏了半年"),
    Station("poll", "居民投票", "skipped"),
    Station("settled", "结算", "late", holder="何静", due=date(2026, 6, 10), days_late=4),
    Station("rated", "评价"),
]


def render(text: str, **context) -> str:
    return Template(text).render(Context(context))


class TrackTests(SimpleTestCase):
    def test_the_current_station_is_marked_and_said(self):
        with override("zh-hans"):
            page = render("{% track stations %}", stations=STATIONS)
        self.assertInHTML("<b>结算超期 4 个工作日</b>", page)
        self.assertEqual(page.count('aria-current="step"'), 1)
        self.assertIn("等何静办", page)

    def test_where_a_file_stands(self):
        self.assertEqual(current_station(STATIONS).key, "settled")
        self.assertIsNone(current_station(STATIONS[:2]))
        self.assertEqual(stations_done(STATIONS), 2)

    def test_a_station_with_a_record_opens_onto_it(self):
        page = render(
            "{% track_spine stations %}"
            '{% record "submitted" %}<p>{{ station.label }}！</p>{% endrecord %}'
            '{% record "rated" %}  {% endrecord %}'
            "{% endtrack_spine %}",
            stations=STATIONS,
        )
        self.assertIn("<p>提交！</p>", page)
        self.assertEqual(page.count("<details"), 1)
        self.assertEqual(page.count("<li"), len(STATIONS))

    def test_a_record_is_closed_unless_asked_or_current(self):
        text = "{% track_spine stations %}{% record key FLAG %}x{% endrecord %}{% endtrack_spine %}"
        for key, flag, is_open in [
            ("submitted", "", False),
            ("submitted", "open", True),
            ("settled", "", True),
        ]:
            with self.subTest(key=key, flag=flag):
                page = render(text.replace("FLAG", flag), stations=STATIONS, key=key)
                self.assertEqual("<details open" in page, is_open)

    def test_a_mistyped_tag_fails_at_once(self):
        for text in ("{% track_spine %}", '{% record "a" ajar %}{% endrecord %}'):
            with self.subTest(text=text), self.assertRaises(TemplateSyntaxError):
                Template(text)


class WordTests(SimpleTestCase):
    def test_days_and_amounts_in_both_languages(self):
        context = {
            "day": date(2026, 6, 21),
            "at": datetime(2026, 6, 25, 11, 30, tzinfo=UTC),
            "today": date(2026, 6, 16),
            "fen": 13_660_000,
        }
        for tag, chinese, english in [
            ("{{ day|cn_date }}", "6月21日", "21 June"),
            ("{{ day|cn_date_year }}", "2026年6月21日", "21 June 2026"),
            ("{{ at|cn_datetime }}", "6月25日 19:30", "25 June, 19:30"),
            ("{{ at|cn_weekday }}", "6月25日 周四 19:30", "Thu 25 June, 19:30"),
            ("{{ day|days_left:today }}", "还有 5 天", "5 days left"),
            ("{{ today|days_left:today }}", "今天截止", "last day today"),
            ("{{ today|days_left:day }}", "5 天前", "5 days ago"),
            ("{{ fen|yuan }}", "136,600.00", "136,600.00"),
            ("{{ fen|yuan_words }}", "136,600 元", "136,600 yuan"),
            ("{{ fen|wan }}", "13.66", "13.66"),
            ("{{ fen|wan_words }}", "13.66 万元", "136,600 yuan"),
            ("{{ 1|share_of:3 }}", "33.3%", "33.3%"),
            ("{{ nothing|yuan }}{{ nothing|cn_date }}", "", ""),
        ]:
            for language, expected in (("zh-hans", chinese), ("en", english)):
                with self.subTest(tag=tag, language=language), override(language):
                    self.assertEqual(render(tag, nothing=None, **context), expected)

    def test_a_state_has_a_tone_and_a_word(self):
        for code, tone in [
            ("draft", "quiet"),
            ("submitted", "info"),
            ("approved", "good"),
            ("returned", "late"),
            ("not_admitted", "stopped"),
        ]:
            with self.subTest(code=code):
                self.assertEqual(tone_of(code), tone)
        self.assertInHTML(
            '<span class="status good">已立项</span>',
            render('{% status_badge "approved" "已立项" %}'),
        )


class PaginationTests(SimpleTestCase):
    def page(self, number: int, query: str = "") -> str:
        request = RequestFactory().get("/projects/" + query)
        pages = Paginator(range(95), 10)
        return render("{% pagination page %}", page=pages.page(number), request=request)

    def test_other_parameters_are_kept(self):
        page = self.page(4, "?form=works&page=4&q=%E7%81%AF")
        self.assertIn("?form=works&amp;q=%E7%81%AF&amp;page=5", page)
        self.assertIn('rel="prev"', page)

    def test_the_ends_have_one_way_only(self):
        self.assertNotIn('rel="prev"', self.page(1))
        self.assertNotIn('rel="next"', self.page(10))

    def test_one_page_needs_no_navigation(self):
        page = render(
            "{% pagination page %}",
            page=Paginator([1], 10).page(1),
            request=RequestFactory().get("/"),
        )
        self.assertNotIn("<nav", page)


class Amount(forms.Form):
    amount = YuanField(label="金额", help_text="写到元就行", max_fen=1_000_000)
    reason = forms.CharField(label="理由", required=False)


class FormTests(SimpleTestCase):
    def test_an_amount_is_cleaned_to_fen_or_refused_with_a_code(self):
        for text, fen, code in [
            ("1,280.5", 128_050, None),
            ("", None, "required"),
            ("0", None, "below"),
            ("1.1万", None, "above"),
            ("一千", None, "not_a_number"),
        ]:
            with self.subTest(text=text):
                form = Amount({"amount": text})
                self.assertEqual(form.is_valid(), code is None)
                self.assertEqual(form.cleaned_data.get("amount"), fen)
                if code:
                    self.assertTrue(form.has_error("amount", code))

    def test_fen_from_the_program_is_shown_in_yuan(self):
        self.assertIn('value="1,280.50"', str(Amount(initial={"amount": 128_050})["amount"]))

    def test_label_hint_and_error_belong_to_the_control(self):
        page = str(Amount({"amount": "一千"}))
        self.assertIn('aria-describedby="id_amount_helptext id_amount_error"', page)
        self.assertIn('id="id_amount_helptext"', page)
        self.assertIn('id="id_amount_error"', page)
        self.assertIn('value="一千"', page)
        self.assertIn('href="#id_amount"', page)

    def test_required_and_optional_stand_in_words(self):
        with override("zh-hans"):
            page = str(Amount())
        self.assertInHTML('<span class="need">必填</span>', page)
        self.assertInHTML('<span class="need">选填</span>', page)
