"""gunicorn in production: `gunicorn --config mws/deploy/gunicorn.py mws.wsgi`.

Two processes, or one for each core; eight threads in each, because a request mostly waits for the
database, and as many connections as its pool has (8 a process). Changed by gunicorn's own
GUNICORN_CMD_ARGS="--workers 4 --bind 0.0.0.0:8000".
"""

import gc

bind = "127.0.0.1:8000"
workers = 2
worker_class = "gthread"
threads = 8
# Beyond what the threads do and these hold, the kernel answers "busy" at once and nginx says so.
backlog = 256
timeout = 30  # seconds after which a process that hangs is replaced
graceful_timeout = 20  # requests in flight end before a process is stopped
keepalive = 15
max_requests, max_requests_jitter = 20_000, 2_000  # memory that libraries lose is given back
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a heartbeat file; never the disk
control_socket_disable = True
preload_app = False  # a pool of connections does not survive a fork
accesslog = None  # mws.core.request_log writes one line a request, without addresses of visitors


def post_worker_init(worker: object) -> None:
    """What a process has loaded stays as long as it lives: it need not be looked through again and
    again for what could be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
