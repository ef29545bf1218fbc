"""`manage.py test` on the same copies that pytest uses."""

from typing import Any

from django.test.runner import DiscoverRunner

from tests.client import use_everywhere
from tests.database import copy_template, drop, point_at


class TemplateRunner(DiscoverRunner):
    def setup_databases(self, **kwargs: Any) -> str:
        use_everywhere()
        name = copy_template()
        point_at(name)
        return name

    def teardown_databases(self, old_config: str, **kwargs: Any) -> None:
        drop(old_config)
