"""The queue on the screen: progress, stopping, the file; nobody sees another's."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from groups.jobs.entitled import ENDED
from groups.jobs.reading import NO_WORKER
from groups.jobs.workers import say_alive
from groups.models import Job, Posting
from tests.support.factories import make_posting
from tests.support.jobs import NOW, ask_words, work


@pytest.fixture
def job(sari):
    say_alive("hidup", timezone.now())
    return ask_words(sari, "satu ", {"fault": "refused"}, "dua")


def test_its_owner_reads_progress_and_what_failed_and_fetches_the_file(as_user, sari, job):
    client = as_user(sari)
    assert "0 dari 3" in client.get(f"/antrean/{job.pk}/").text
    work()
    page = client.get(f"/antrean/{job.pk}/").text
    assert "Selesai" in page
    assert "2 dari 3" in page
    assert "Buku bulan ini belum ditutup." in page
    answer = client.get(f"/antrean/{job.pk}/berkas/")
    assert b"".join(answer.streaming_content) == b"satu dua"
    assert answer["Content-Disposition"] == 'attachment; filename="kata.txt"'
    assert answer["Content-Length"] == "8"


@pytest.mark.parametrize("who", ["ratna", "admin", "budi"])
def test_for_everybody_else_it_does_not_exist(as_user, request, job, who):
    work()
    client = as_user(request.getfixturevalue(who))
    for path in ("", "berkas/"):
        assert client.get(f"/antrean/{job.pk}/{path}").status_code == 404
    assert client.post(f"/antrean/{job.pk}/hentikan/").status_code == 404
    assert "Kata" not in client.get("/antrean/").text


def test_what_is_asked_again_and_again_is_a_part_of_the_page_until_it_is_over(as_user, sari, job):
    client = as_user(sari)
    part = client.get(f"/antrean/{job.pk}/", headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    work()
    assert "hx-trigger" not in client.get(f"/antrean/{job.pk}/", headers={"HX-Request": "true"}).text


def test_it_is_stopped_by_its_owner(as_user, sari, job):
    assert as_user(sari).post(f"/antrean/{job.pk}/hentikan/").status_code == 302
    assert Job.objects.get().state == "STOPPED"
    assert "sudah berakhir" in as_user(sari).post(f"/antrean/{job.pk}/hentikan/", follow=True).text


def test_who_asked_it_to_stop_is_not_offered_that_again(as_user, sari, job):
    assert ">Hentikan<" in as_user(sari).get(f"/antrean/{job.pk}/").text
    now = timezone.now()
    DBTaskResult.objects.filter(pk=job.queue_id).update(status="RUNNING", worker_ids=["hidup"])
    Job.objects.update(state="RUNNING", begun_at=now, cancel_asked_at=now)
    say_alive("hidup", now)
    page = as_user(sari).get(f"/antrean/{job.pk}/").text
    assert "Berhenti sesudah bagian yang sedang dibuat." in page
    assert ">Hentikan<" not in page


def test_a_file_whose_days_are_over_is_gone(as_user, sari, job):
    work()
    Job.objects.update(kept_until=NOW)
    client = as_user(sari)
    assert client.get(f"/antrean/{job.pk}/berkas/").status_code == 404
    assert "masa simpannya lewat" in client.get(f"/antrean/{job.pk}/").text


def test_who_waits_for_a_worker_that_is_not_there_is_told_so(as_user, sari):
    job = ask_words(sari, "satu", now=NOW)
    assert NO_WORKER in as_user(sari).get(f"/antrean/{job.pk}/").text


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(as_user, sari, django_assert_num_queries, jobs):
    for _ in range(jobs):
        ask_words(sari, "satu", "dua")
    work()
    client = as_user(sari)
    client.get("/antrean/")
    with django_assert_num_queries(7):
        page = client.get("/antrean/").text
    assert page.count("2 dari 2") == jobs


@pytest.mark.parametrize("is_old", [False, True])
def test_a_file_is_not_fetched_by_somebody_whose_posting_ended(as_user, sari, job, is_old):
    """Nor by a posting of later, nor one of before it was kept with which postings it was asked for."""
    work()
    client, today = as_user(sari), timezone.localdate()
    assert client.get(f"/antrean/{job.pk}/berkas/").status_code == 200
    if is_old:
        Job.objects.update(asked_with=None)
    own = sari.postings.get()
    make_posting(sari, "FACILITATOR", region=own.region, start=today)
    assert client.get(f"/antrean/{job.pk}/berkas/").status_code == 200
    Posting.objects.filter(pk=own.pk).update(end=today + datetime.timedelta(days=is_old))
    with mock.patch.object(timezone, "now", return_value=timezone.now() + datetime.timedelta(days=is_old)):
        client = as_user(sari)
        assert client.get(f"/antrean/{job.pk}/berkas/").status_code == 404
        page = client.get(f"/antrean/{job.pk}/").text
    assert ENDED in page
    assert "berkas/" not in page
