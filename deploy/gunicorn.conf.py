"""How gunicorn serves the product; the environment may say otherwise: GUNICORN_BIND=0.0.0.0:8000."""

import multiprocessing
import os

from ksm.logbook import JsonLines


def given(name: str, default: str) -> str:
    return os.environ.get(f"GUNICORN_{name}") or default


wsgi_app = "ksm.wsgi"
bind = given("BIND", "unix:/run/ksm/web.sock")
umask = 0o007  # the socket is for the product's own group, to which the proxy belongs
control_socket = given("CONTROL_SOCKET", "/run/ksm/control.sock")
# Without a proxy that buffers, a slow client holds a thread as long as it sends: GUNICORN_THREADS=32.
workers = int(given("WORKERS", str(multiprocessing.cpu_count() + 1)))
worker_class = "gthread"
threads = int(given("THREADS", "4"))
preload_app = True  # read once, shared by all; a wrong key is refused before anybody is answered
max_requests = 1000  # recycled: laying out papers leaves a little behind in memory each time
max_requests_jitter = 200
timeout = 120  # the longest page, a print of a year's books, takes seconds
graceful_timeout = 60
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108  (a heart beat, no data)
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": JsonLines}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False}},
}
