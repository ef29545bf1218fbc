"""Drawings (SVG) are built anew: what draws stays, what could do anything else is refused."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from mws.core.refusals import Refused
from mws.files.drawings import clean_drawing
from mws.files.photographs import NotAPhotograph
from mws.files.services import store_drawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
BOX = 'viewBox="0 0 400 300"'
PLAN = (
    f'{HEAD}{BOX}><rect width="400" height="300" style="fill:#eee; -inkscape-x:1"/>'
    '<g transform="translate(10 10)"><path d="M0 0L9 9" stroke="#333"/>'
    '<text x="5">龙珠路</text></g></svg>'
)
HOSTILE = {
    "a program": "<script>alert(1)</script>",
    "a handler": '<rect onload="alert(1)" width="1" height="1"/>',
    "a handler in capitals": '<rect ONCLICK="alert(1)" width="1" height="1"/>',
    "a page inside": "<foreignObject><p>x</p></foreignObject>",
    "a picture from elsewhere": '<image href="https://example.org/x.png"/>',
    "a file of the server": '<image xlink:href="file:///etc/passwd"/>',
    "a link": '<a href="javascript:alert(1)"><rect width="1" height="1"/></a>',
    "a style sheet": "<style>@import url(//example.org/x.css);</style>",
    "a fill from elsewhere": '<rect fill="url(https://example.org/#a)" width="1" height="1"/>',
    "a fill in a style": '<rect style="fill:url( //example.org/#a)" width="1" height="1"/>',
    "copies of copies": '<g id="a"/><use href="#a"/>',
    "movement": '<set attributeName="href" to="javascript:alert(1)"/>',
    "too deep": "<g>" * 60 + "</g>" * 60,
    "too many": "<path/>" * 20_001,
}


class CleanDrawingTests(SimpleTestCase):
    def test_what_draws_stays_and_is_as_large_as_a_photograph(self):
        clean = clean_drawing(PLAN.encode())
        text = clean.content.decode()
        self.assertEqual((1600, 1200, "image/svg+xml"), (clean.width, clean.height,
                                                         clean.content_type))  # fmt: skip
        for kept in ('viewBox="0 0 400 300"', 'fill="#eee"', "龙珠路", 'd="M0 0L9 9"', "translate"):
            self.assertIn(kept, text)
        for dropped in ("style", "inkscape"):
            self.assertNotIn(dropped, text)
        self.assertEqual(clean.content, clean_drawing(clean.content).content)

    def test_notes_of_editors_are_left_out(self):
        noted = PLAN.replace(
            "<g ", '<metadata>who</metadata><!-- note --><g xmlns:i="urn:i" i:label="x" data-y="z" '
        )
        text = clean_drawing(noted.encode()).content.decode()
        for word in ("who", "note", "label", "data-y"):
            self.assertNotIn(word, text)

    def test_what_could_do_anything_else_is_refused(self):
        for name, inner in HOSTILE.items():
            with self.subTest(name):
                self.assertEqual("not_plain", self.code(f"{HEAD}{BOX}>{inner}</svg>"))
        entity = '<!DOCTYPE svg [<!ENTITY a "b">]>' + PLAN.replace("龙珠路", "&a;")
        self.assertEqual("not_plain", self.code(entity))

    def test_what_is_no_drawing_is_refused(self):
        for text in ["<svg", "<html/>", f"{HEAD}/>", f'{HEAD}viewBox="0 0 0 9"/>',
                     f'{HEAD}viewBox="0 0 9000 9"/>', f'{HEAD}viewBox="a b c d"/>',
                     f'{HEAD}width="1e9" height="1"/>', "\0<svg/>"]:  # fmt: skip
            with self.subTest(text):
                self.assertEqual("not_an_image", self.code(text))

    @staticmethod
    def code(text):
        try:
            clean_drawing(text.encode())
        except NotAPhotograph as error:
            return error.code
        return None


class StoreDrawingTests(TestCase):
    def test_it_is_stored_clean_and_refused_in_words(self):
        stored = store_drawing(upload=SimpleUploadedFile("a.svg", PLAN.encode()), case_id=uuid4(),
                               by=None, alt_text="龙珠")  # fmt: skip
        self.assertEqual(("image/svg+xml", ".svg", "public"),
                         (stored.content_type, stored.suffix, stored.visibility))  # fmt: skip
        hostile = SimpleUploadedFile("a.svg", f"{HEAD}{BOX}><script/></svg>".encode())
        with self.assertRaises(Refused) as refused:
            store_drawing(upload=hostile, case_id=uuid4(), by=None)
        self.assertEqual("not_plain", refused.exception.code)

    def test_a_stranger_s_drawing_is_no_public_file(self):
        stored = store_drawing(
            upload=SimpleUploadedFile("a.svg", PLAN.encode()), case_id=uuid4(), by=None
        )
        address = reverse("files:download", args=[stored.pk])
        self.assertEqual(404, self.client.get(address).status_code)
