"""How gunicorn serves the portal: gunicorn wmo_portal.wsgi. What differs per place comes from the environment (README.md)."""

import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
# A process that grew is replaced by a fresh one, not all at the same moment.
max_requests, max_requests_jitter = 2_000, 200
# Loaded once, before anything listens: what is wrong with the settings or the database is told once, and ends it.
preload_app = True
# Long work is done elsewhere; what takes longer than this is stuck.
timeout, graceful_timeout = 30, 30
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 -- a heartbeat must not wait for a disk
# It would be written in a home that a container cannot write in; a server is stopped and started, and watched at /healthz.
control_socket_disable = True
# The proxy writes who asked what; here a line would hold an address and what somebody searched for.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "bewaking.logboek.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": [], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}

# The processes count together in a folder of their own (bewaking.metingen); before the application is loaded.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="wmo-metingen-")


def when_ready(server: Any) -> None:
    """To who starts an empty portal: the code with which the first person comes in. Asked by a process that is counted nowhere."""
    command = [sys.executable, "manage.py", "inrichten", "--code"]
    env = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    told = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if told.returncode == 0 and told.stdout:
        server.log.info(told.stdout.strip())


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
