"""Background tasks that wait in the database (production): done by a worker, or by ``tick``."""

from __future__ import annotations

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

MOST = 500


def run_waiting_tasks() -> int:
    """Do what waits, at most ``MOST`` tasks; how many were found. A task belongs to whoever
    claims it first, so a worker beside it is no harm. Elsewhere tasks run at once: nothing waits.
    """
    if not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend):
        return 0
    waiting = DBTaskResult.objects.ready().count()
    if waiting:
        Worker(
            queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, max_tasks=MOST,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS, startup_delay=False, worker_id="tick",
        ).run()  # fmt: skip
    return min(waiting, MOST)
