"""`make run` and `bin/screenshots`: what stands behind them in ksm/."""

import io
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from django.core import management

from ksm.management.commands import serve_demo

ROOT = Path(__file__).resolve().parent.parent.parent
WITHOUT_THE_BROWSER = """
import runpy, sys
sys.modules["playwright"] = None
runpy.run_module("ksm.demo.pictures", run_name="__main__")
"""


@pytest.fixture
def called(monkeypatch):
    """The commands that serving calls, in order, instead of calling them."""
    calls = []
    monkeypatch.setattr(serve_demo, "call_command", lambda *args, **options: calls.append((args, options)))
    return calls


@pytest.fixture
def worker(monkeypatch):
    """What is asked of the worker beside the server; a real one would work at the product's own database."""
    worker = mock.Mock()
    monkeypatch.setattr(serve_demo, "KeptWorker", lambda: worker)
    return worker


@pytest.mark.once
@pytest.mark.parametrize(
    ("port", "reload", "address", "reloads"),
    [(None, None, "0.0.0.0:8000", False), ("8123", "1", "0.0.0.0:8123", True)],
)
def test_it_migrates_loads_regions_and_the_demo_and_then_serves(
    called, worker, monkeypatch, port, reload, address, reloads
):
    for variable, value in (("PORT", port), ("RELOAD", reload)):
        monkeypatch.delenv(variable, raising=False)
        if value:
            monkeypatch.setenv(variable, value)
    said = io.StringIO()
    management.call_command("serve_demo", stdout=said)
    assert called == [
        (("migrate",), {"interactive": False, "verbosity": 0}),
        (("load_regions",), {}),
        (("demo_data",), {}),
        (("runserver", address), {"use_reloader": reloads, "skip_checks": True}),
    ]
    assert f"http://localhost:{address.split(':')[1]}/" in said.getvalue()
    assert worker.mock_calls == [mock.call.start(), mock.call.stop()]


@pytest.mark.once
def test_taking_pictures_without_the_packages_of_the_tests_ends_with_one_sentence():
    run = subprocess.run(  # noqa: S603  (our own words)
        [sys.executable, "-c", WITHOUT_THE_BROWSER], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stderr == "playwright is missing; install what the tests need:  bin/environment test\n"
    assert run.returncode == 1
