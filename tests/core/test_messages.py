from django.test import SimpleTestCase

from mws.core.catalogue import Message, NotTranslatable, python_messages, template_messages


class PythonMessagesTests(SimpleTestCase):
    head = "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"

    def read(self, source: str) -> list[Message]:
        return list(python_messages(self.head + source, "a.py"))

    def test_texts_are_found_under_the_name_they_were_imported_by(self):
        for source, message in [
            ('_("Home")', Message("Home")),
            ('_("Wrapped " "text")', Message("Wrapped text")),
            ('_("%(n)s left") % {"n": 1}', Message("%(n)s left")),
            ('ngettext("a day", "days", n)', Message("a day", "days")),
            ('pgettext("month", "May")', Message("May", context="month")),
        ]:
            with self.subTest(source=source):
                self.assertEqual([message], self.read(source))

    def test_a_name_stands_for_a_text_marked_elsewhere(self):
        self.assertEqual([], self.read("_(label)"))

    def test_another_function_of_the_same_name_is_not_asked(self):
        self.assertEqual([], list(python_messages('_("Home")', "a.py")))

    def test_a_text_that_is_built_at_run_time_is_refused(self):
        for source in ('_(f"{n} left")', '_("%s left" % n)', '_("a" + b)'):
            with self.subTest(source=source), self.assertRaises(NotTranslatable):
                self.read(source)


class TemplateMessagesTests(SimpleTestCase):
    def test_texts_of_tags_and_of_constants_in_tags_are_found(self):
        for source, message in [
            ('{% translate "Home" %}', Message("Home")),
            ('{% translate "May" context "month" %}', Message("May", context="month")),
            ('{% include "x.html" with title=_("Home") %}', Message("Home")),
            ('{{ _("Home") }}', Message("Home")),
            (
                "{% blocktranslate trimmed with a=b %}\n Hello\n {{ a }}\n{% endblocktranslate %}",
                Message("Hello %(a)s"),
            ),
            (
                "{% blocktranslate count n=m %}one{% plural %}{{ n }}{% endblocktranslate %}",
                Message("one", "%(n)s"),
            ),
        ]:
            with self.subTest(source=source):
                self.assertEqual([message], list(template_messages(source, "a.html")))
