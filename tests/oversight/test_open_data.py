"""Open data: the same rows for files and programs, safe to open, and about nobody."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile

from django.core.cache import cache
from django.test import TestCase
from openpyxl import load_workbook

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.personal import declared
from mws.ledger.models import Transfer
from mws.oversight.definitions import DEFINITIONS
from mws.oversight.facts import facts_of
from mws.oversight.models import Tally, TallyMark
from mws.oversight.open_data.interface import PLACES, RESOURCES
from mws.oversight.open_data.tables import PUBLIC_OF_FILE, TABLES
from mws.oversight.services import recount_all
from proposals.models import Proposal
from tests.architecture.test_models import our_models
from tests.cast import NOW, YEAR, Cast
from tests.cms.outcomes import Outcomes

API = "/open-data/api/"


class OpenDataTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.outcomes = Outcomes(cls.cast)
        cls.project = cls.outcomes.closed("=口袋公园")
        cls.outcomes.rejected()
        recount_all(now=NOW)

    def setUp(self) -> None:
        cache.clear()

    def json(self, address: str) -> dict:
        response = self.client.get(f"{API}{address}")
        self.assertEqual(200, response.status_code, response.content[:200])
        return response.json()

    def archive(self, code: str = "440305") -> zipfile.ZipFile:
        response = self.client.get(f"/open-data/{YEAR}/{code}.zip")
        self.assertEqual(200, response.status_code)
        return zipfile.ZipFile(io.BytesIO(response.content))


class PersonalDataTests(OpenDataTestCase):
    def test_no_column_that_is_declared_as_personal_is_open(self) -> None:
        """Whatever a column is made of is compared with the rooms' own registry."""
        personal = {f"{entry.model}.{name}" for entry in declared() for name in entry.covered}
        known = {f"{model._meta.label}.{field.name}" for model in our_models()
                 for field in model._meta.get_fields()}  # fmt: skip
        for table in (*TABLES.values(), PLACES):
            for column in table.columns:
                with self.subTest(f"{table.name}.{column.name}"):
                    self.assertLessEqual(set(column.sources), known)
                    self.assertEqual(set(), set(column.sources) & (personal - PUBLIC_OF_FILE))

    def test_no_persons_name_leaves_the_house(self) -> None:
        words = [f"{API}{name}/" for name in RESOURCES]
        text = "".join(self.client.get(address).content.decode() for address in words)
        archive = self.archive()
        for name in archive.namelist():
            if not name.endswith(".xlsx"):
                text += archive.read(name).decode()
        for person in User.objects.all():
            self.assertNotIn(person.display_name, text)


class BundleTests(OpenDataTestCase):
    def test_every_file_is_described_summed_and_the_same_again(self) -> None:
        archive = self.archive()
        names = set(archive.namelist())
        for table in ("figures", "projects", "proposals", "decisions", "ledger"):
            self.assertLessEqual({f"{table}.csv", f"{table}.json"}, names)
        self.assertLessEqual({"README.md", "LICENCE.txt", f"440305-{YEAR}.xlsx"}, names)
        for line in archive.read("SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ")
            self.assertEqual(digest, hashlib.sha256(archive.read(name)).hexdigest(), name)
        again = self.archive()
        self.assertEqual(archive.read("projects.csv"), again.read("projects.csv"))
        self.assertIn("approved_yuan", archive.read("README.md").decode())

    def test_no_cell_is_a_formula(self) -> None:
        archive = self.archive()
        rows = list(csv.DictReader(io.StringIO(archive.read("projects.csv").decode("utf-8-sig"))))
        self.assertEqual(["'=口袋公园"], [row["title"] for row in rows])
        self.assertEqual("=口袋公园", json.loads(archive.read("projects.json"))[0]["title"])
        book = load_workbook(io.BytesIO(archive.read(f"440305-{YEAR}.xlsx")))
        kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
        self.assertNotIn("f", kinds)

    def test_the_ledger_is_whole(self) -> None:
        rows = json.loads(self.archive().read("ledger.json"))
        self.assertEqual(Transfer.objects.count(), len(rows))
        self.assertEqual({"fiscal"}, {row["purse"] for row in rows})

    def test_none_without_money(self) -> None:
        self.assertEqual(404, self.client.get("/open-data/1999/440305.zip").status_code)


class InterfaceTests(OpenDataTestCase):
    def test_filters_are_those_of_the_pages(self) -> None:
        self.assertEqual(1, self.json(f"projects/?place=440305&year={YEAR}")["count"])
        self.assertEqual(0, self.json("projects/?stage=running")["count"])
        self.assertEqual(0, self.json("projects/?place=440305007002")["count"])
        self.assertEqual(0, self.json("projects/?place=nowhere")["count"])
        public = Proposal.objects.public().count()
        self.assertEqual(public, self.json(f"proposals/?year={YEAR}")["count"])
        self.assertEqual(1, self.json("proposals/?q=口袋公园")["count"])
        self.assertEqual(2, self.json("decisions/")["count"])

    def test_pages_lead_to_one_another(self) -> None:
        first = self.json("ledger/?page_size=2")
        self.assertEqual((2, None), (len(first["results"]), first["previous"]))
        second = self.client.get(first["next"]).json()
        self.assertNotEqual(first["results"], second["results"])
        self.assertIn("page_size=2", second["previous"])

    def test_what_makes_no_sense_is_said(self) -> None:
        self.assertEqual(400, self.client.get(f"{API}projects/?category=x").status_code)
        self.assertEqual(400, self.client.get(f"{API}figures/?place=440305&year=x").status_code)
        self.assertEqual(404, self.client.get(f"{API}persons/").status_code)
        self.assertEqual(405, self.client.post(f"{API}projects/").status_code)

    def test_unchanged_data_is_not_sent_again(self) -> None:
        first = self.client.get(f"{API}projects/")
        tag = {"if-none-match": first["ETag"]}
        self.assertEqual(304, self.client.get(f"{API}projects/", headers=tag).status_code)
        other = self.client.get(f"{API}projects/?year={YEAR}", headers=tag)
        self.assertEqual(200, other.status_code)
        self.assertEqual("*", first["Access-Control-Allow-Origin"])

    def test_figures_counted_later_are_sent_although_the_trail_stands(self) -> None:
        """The tallies follow the trail by a tick: what was answered before is old after it."""
        address = f"{API}figures/?place=440305&year={YEAR}"
        TallyMark.objects.update(seq=0)
        before = self.client.get(address)
        tag = {"if-none-match": before["ETag"]}
        self.assertEqual(304, self.client.get(address, headers=tag).status_code)
        Tally.objects.filter(subject="projects").update(count=9)
        TallyMark.objects.update(seq=1)
        after = self.client.get(address, headers=tag)
        self.assertEqual(200, after.status_code)
        self.assertNotEqual(before.json()["results"], after.json()["results"])

    def test_who_asks_too_often_waits(self) -> None:
        codes = [self.client.get(f"{API}places/").status_code for _ in range(121)]
        self.assertEqual({200}, set(codes[:120]))
        self.assertEqual(429, codes[120])

    def test_figures_are_the_boards(self) -> None:
        rows = self.json(f"figures/?place=440305&year={YEAR}")["results"]
        own = {row["figure"]: row["value"] for row in rows if row["place"] == "440305"}
        facts = facts_of(self.cast.district, YEAR, now=database_now())
        expected = {code: each.of(facts).raw for code, each in DEFINITIONS.items()}
        self.assertEqual(expected, own)
        self.assertTrue(all(row["meaning"] and row["source"] and row["as_of"] for row in rows))

    def test_the_document_names_every_resource_and_its_filters(self) -> None:
        document = self.json("openapi.json")
        self.assertEqual("3.1.0", document["openapi"])
        paths = {f"/{name}/" for name in (*RESOURCES, "figures")}
        self.assertEqual(paths, set(document["paths"]))
        names = {each["name"] for each in document["paths"]["/projects/"]["get"]["parameters"]}
        self.assertLessEqual({"place", "year", "category", "page", "page_size"}, names)
