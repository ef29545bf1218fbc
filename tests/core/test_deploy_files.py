"""The files for production say what the code says; nothing here starts a container."""

import configparser
import os
import re
import runpy
from pathlib import Path

import yaml
from django.conf import settings
from django.test import SimpleTestCase

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "mws" / "deploy"


class DockerTests(SimpleTestCase):
    lines = [
        line
        for line in (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
        if line and not line.startswith("#")
    ]

    def of(self, word: str) -> list[str]:
        return [line.split(maxsplit=1)[1] for line in self.lines if line.startswith(f"{word} ")]

    def test_two_stages_from_a_named_version(self):
        stages = self.of("FROM")
        self.assertEqual(2, len(stages))
        for stage in stages:
            self.assertRegex(stage, r"^python:3\.11-slim-bookworm")

    def test_what_runs_is_not_root(self):
        users = self.of("USER")
        self.assertEqual(["mws"], users)
        after = self.lines[self.lines.index("USER mws") + 1 :]
        self.assertFalse([line for line in after if line.startswith(("RUN", "COPY", "ADD"))])

    def test_no_secret_is_kept_in_the_image(self):
        kept = " ".join([*self.of("ENV"), *self.of("ARG")])
        for name in ("SECRET_KEY", "MWS_PEPPER", "MWS_FIELD_KEYS", "PASSWORD"):
            self.assertNotIn(name, kept)
        ignored = (ROOT / ".dockerignore").read_text().split()
        self.assertLessEqual({".env", ".git", "db.sqlite3*", "media", "private"}, set(ignored))

    def test_it_starts_the_production_configuration(self):
        self.assertIn('["gunicorn", "--config", "mws/deploy/gunicorn.py"', self.of("CMD")[0])


class ComposeTests(SimpleTestCase):
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())

    def test_images_have_versions_and_no_secret_is_written_down(self):
        for name, service in self.compose["services"].items():
            with self.subTest(name):
                image = service["image"]
                self.assertTrue(image == "mws" or re.search(r":\d", image), image)
        text = (ROOT / "docker-compose.yml").read_text()
        for word in re.findall(r"^ +\w*(?:PASSWORD|SECRET|PEPPER|KEY)\w*: *(\S+)", text, re.M):
            self.assertTrue(word.startswith("${"), word)

    def test_the_site_may_write_its_two_folders_only(self):
        for name in ("site", "clock", "worker", "prepare"):
            with self.subTest(name):
                service = self.compose["services"][name]
                self.assertTrue(service["read_only"])
                self.assertEqual(["ALL"], service["cap_drop"])
                self.assertEqual(
                    {"/srv/mws/media", "/srv/mws/private"},
                    {volume.split(":")[1] for volume in service["volumes"]},
                )

    def test_nothing_is_open_to_the_world(self):
        for service in self.compose["services"].values():
            for port in service.get("ports", []):
                self.assertTrue(port.startswith("127.0.0.1:"), port)


class UnitTests(SimpleTestCase):
    def test_each_unit_starts_what_there_is_and_is_not_root(self):
        for file in (DEPLOY / "systemd").glob("*.service"):
            with self.subTest(file.name):
                unit = configparser.ConfigParser(strict=False, interpolation=None)
                unit.optionxform = str
                unit.read(file)
                service = unit["Service"]
                self.assertEqual("mws", service["User"])
                self.assertEqual("strict", service["ProtectSystem"])
                program, *words = service["ExecStart"].split()
                self.assertTrue(program.startswith("/srv/mws/.venv/bin/"))
                for word in words:
                    if word.endswith(".py"):
                        self.assertTrue((ROOT / word).exists(), word)


class WebServerTests(SimpleTestCase):
    text = (DEPLOY / "nginx.conf").read_text()

    def test_blocks_are_closed_and_statements_ended(self):
        bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", self.text)
        self.assertEqual(bare.count("{"), bare.count("}"))
        for line in filter(None, map(str.strip, bare.splitlines())):
            self.assertRegex(line, r"[{};]$")

    def test_a_page_with_a_session_is_never_cached(self):
        self.assertIn(r'"~__Host-session=" 1', self.text)
        self.assertIn("proxy_no_cache $mws_personal", self.text)
        self.assertIn("proxy_cache_bypass $mws_personal", self.text)

    def test_the_hour_of_a_cast_is_not_logged(self):
        self.assertRegex(self.text, r'"~\^/\(en/\)\?votes/" 0')

    def test_readiness_is_asked_from_inside_only(self):
        block = self.text[self.text.index("(healthz|readyz)") :]
        self.assertIn("deny all", block[: block.index("}")])


class GunicornTests(SimpleTestCase):
    def test_as_many_threads_as_the_pool_has_connections(self):
        from mws.settings.environment import POOL

        found = runpy.run_path(str(DEPLOY / "gunicorn.py"))
        self.assertEqual(POOL["max_size"], found["threads"])
        self.assertFalse(found["preload_app"])
        self.assertIsNone(found["accesslog"])

    def test_the_drill_is_a_program(self):
        self.assertTrue(os.access(DEPLOY / "restore_drill.py", os.X_OK))
