"""Whether the product itself is well: for a monitor by states alone, for the administrator in words."""

import datetime
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from groups.jobs.workers import SILENCE, say_alive
from groups.keys.proof import require_data_key
from groups.models import Backup, Worker
from ksm import health, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(settings, tmp_path):
    """A system in which nothing is wanting, and no group yet."""
    settings.BACKUP_DIR, settings.BACKUP_PASSPHRASE = tmp_path / "belum" / "ada", "sandi"
    settings.DISK_WARN_MB = 0
    require_data_key()
    say_alive("satu", timezone.now())


def told(client, query=""):
    answer = client.get(f"/sehat{query}")
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.json()


ALL_WELL = {
    "keadaan": "baik",
    "basis_data": "baik",
    "kunci_data": "baik",
    "pekerja": "baik",
    "cadangan": "baik",
    "penyimpanan": "baik",
}


def test_a_stranger_is_told_that_all_is_well_and_nothing_else(client, well, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        assert told(client) == (200, ALL_WELL)


def is_bad(client, *codes):
    expected = ALL_WELL | dict.fromkeys(("keadaan", *codes), "gawat")
    assert told(client) == (503, expected)


def test_it_says_that_no_worker_lives(client, well):
    Worker.objects.update(seen_at=timezone.now() - SILENCE)
    is_bad(client, "pekerja")
    assert told(client, "?hanya=siap") == (
        200,
        dict.fromkeys(("keadaan", "basis_data", "kunci_data"), "baik"),
    )


def test_it_says_that_the_disk_is_nearly_full(client, well, settings):
    settings.DISK_WARN_MB = 10**12
    is_bad(client, "penyimpanan")


def test_it_says_that_the_backup_is_late(client, well, mawar):
    is_bad(client, "cadangan")
    facts = {"file_name": "a", "size": 1, "rows": 1, "is_encrypted": True, "sha256": ""}
    row = Backup.objects.create(made_at=timezone.now(), **facts)
    assert told(client) == (200, ALL_WELL)
    Backup.objects.filter(pk=row.pk).update(made_at=timezone.now() - datetime.timedelta(days=3))
    is_bad(client, "cadangan")


def test_a_key_that_opens_nothing_is_told_even_by_a_process_that_answers_nothing_else(client, well, settings):
    settings.DATA_KEY = "kunci yang lain"
    is_bad(client, "kunci_data")
    asked = []
    with mock.patch.object(serving, "require_data_key", side_effect=OperationalError):
        answers = serving.Keyed(lambda environ, start: asked.append(environ["PATH_INFO"]))
        answers({"PATH_INFO": "/sehat"}, None)
        with pytest.raises(OperationalError):
            answers({"PATH_INFO": "/masuk/"}, None)
    assert asked == ["/sehat"]


def test_what_only_wants_looking_after_is_no_failure(client, well, settings):
    settings.BACKUP_PASSPHRASE, settings.OLD_DATA_KEYS = "", ["dulu"]
    warned = {"keadaan": "perhatian", "cadangan": "perhatian", "kunci_data": "perhatian"}
    assert told(client) == (200, ALL_WELL | warned)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is told to wait by our own settings")
def test_a_server_that_does_not_wait_for_its_disk_is_told(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    found = health.ready()[0]
    assert (found.code, found.tone) == ("basis_data", health.WARN)
    assert "synchronous_commit" in found.advice


def test_without_a_database_it_still_answers(client, well):
    away = mock.MagicMock()
    away.cursor.side_effect = OperationalError
    lost = mock.patch.object(health, "standing", side_effect=OperationalError)
    with mock.patch.object(health, "connections", {"default": away}), lost:
        is_bad(client, "basis_data", "kunci_data", "pekerja", "cadangan")


def test_the_administrator_reads_it_in_words_with_what_to_do(client, well, admin):
    client.force_login(admin)
    page = client.get("/keadaan/").content.decode()
    assert "Semua baik." in page
    assert "1 bekerja, 0 pekerjaan menunggu." in page
    Worker.objects.all().delete()
    page = client.get("/keadaan/").content.decode()
    assert "Ada yang harus segera ditangani." in page
    assert "Belum pernah dijalankan. 0 pekerjaan menunggu." in page
    assert "Minta pengelola server menjalankan layanan db_worker." in page
