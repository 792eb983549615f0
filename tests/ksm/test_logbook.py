"""The log: lines of JSON with the code that the page of a fault shows, and nothing of anybody."""

import json
import logging
import re
import sys

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client

from ksm.logbook import HEADER, JsonLines, request_code, requests
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


class Kept(logging.Handler):
    """The lines that a log would hold."""

    def __init__(self):
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def lines():
    """What is written meanwhile, of every level from INFO on."""
    kept, before = Kept(), requests.level
    requests.setLevel(logging.INFO)
    logging.getLogger().addHandler(kept)
    yield kept.lines
    logging.getLogger().removeHandler(kept)
    requests.setLevel(before)


@pytest.fixture
def inside(settings):
    client = Client(raise_request_exception=False)
    client.force_login(make_user("sari"))
    return client


def fail(*args, **kwargs):
    try:
        raise ValueError("Siti Aminah 3374010101010001")
    except ValueError as error:
        raise IntegrityError("Key (nik)=(3374010101010001)") from error


def answers_of(client, settings, monkeypatch):
    """(status, answer) of every kind of fault page."""
    yield 404, client.get("/tidak/ada/")
    yield 403, client.get("/cadangan/")
    yield 400, client.generic("POST", "/kata-sandi/", b"x", content_type="multipart/form-data")
    strict = Client(enforce_csrf_checks=True)
    yield 403, strict.post("/masuk/", {"username": "sari"})
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    yield 413, client.post("/kata-sandi/", {"old": "x" * 2000})
    monkeypatch.setattr("ksm.views.home.render", fail)
    monkeypatch.setattr("ksm.views.home.redirect", fail)
    yield 500, client.get("/")


@pytest.mark.logs_errors
def test_the_page_of_every_fault_shows_the_code_that_its_lines_carry(inside, lines, settings, monkeypatch):
    seen = set()
    for status, answer in answers_of(inside, settings, monkeypatch):
        assert answer.status_code == status
        [code] = CODE.findall(answer.content.decode())
        assert answer[HEADER] == code
        told = [json.loads(line) for line in lines]
        assert (status, code) in {(one.get("status"), one.get("request")) for one in told}
        seen.add(code)
        if status == 500:
            [error] = [one for one in told if one["request"] == code and "error" in one]
            assert error["error"] == "django.db.utils.IntegrityError"
            assert error["because"]["error"] == "builtins.ValueError"
            assert any("test_logbook.py" in place for place in error["at"])
    assert len(seen) == 6
    assert request_code() == ""
    assert "Siti" not in "".join(lines)
    assert "3374010101010001" not in "".join(lines)


def test_a_request_is_told_by_its_page_and_numbers_never_by_words_of_its_address(inside, lines):
    inside.get("/keadaan-yang-tidak-ada/Siti/?q=Aminah")
    inside.get("/cari/?q=Aminah", headers={"x-request-code": "AAAA-BBBB"})
    inside.get("/ksm/123/")
    told = [json.loads(line) for line in lines if json.loads(line)["logger"] == "ksm.requests"]
    assert [(one["page"], one.get("ksm_id"), one["status"]) for one in told] == [
        ("", None, 404),
        ("search", None, 200),
        ("ksm_detail", 123, 404),
    ]
    assert {"time", "level", "logger", "message", "request", "status", "milliseconds", "page"} == set(told[0])
    assert "AAAA-BBBB" not in "".join(lines)
    assert "Aminah" not in "".join(lines)


def test_an_event_is_one_line_whatever_it_says_and_an_error_of_the_machine_is_told():
    record = logging.LogRecord("x", logging.ERROR, "", 1, "dua\nbaris %s", ("ya",), None)
    assert json.loads(JsonLines().format(record))["message"] == "dua\nbaris ya"
    assert "\n" not in JsonLines().format(record)
    try:
        raise OperationalError("basis data penuh")
    except OperationalError:
        record.exc_info = sys.exc_info()
    assert json.loads(JsonLines().format(record))["text"] == "basis data penuh"


@pytest.mark.logs_errors
def test_what_was_sent_beside_a_form_stands_in_no_line_either(inside, lines, settings, caplog):
    """The address, the host and the origin: Django's own lines quote them."""
    caplog.set_level(logging.WARNING, "django.request")
    sent = "Siti-Aminah-3374010101010001"
    inside.get(f"/ksm/{sent}/")
    inside.post(f"/riwayat/?oleh={sent}")
    settings.ALLOWED_HOSTS = ["buku.contoh.id"]
    inside.get("/", headers={"Host": f"{sent}.contoh"})
    settings.ALLOWED_HOSTS = ["*"]
    strict = Client(enforce_csrf_checks=True)
    strict.post("/masuk/", headers={"Origin": f"https://{sent}"})
    told = [json.loads(line) for line in lines]
    messages = {one["message"] for one in told if one["logger"].startswith("django")}
    assert messages >= {"Not Found", "Method Not Allowed (POST)", "Forbidden (Origin checking failed"}
    assert any(one["logger"] == "django.security.DisallowedHost" for one in told)
    assert all("request" in one for one in told)
    assert "Siti" not in "".join(lines)
