"""A job is done piece by piece; what fails is named, what was kept is not made again."""

import datetime

import pytest
from django_tasks_db.models import DBTaskResult

from groups.jobs.asking import MOST_OPEN, JobRefusedError, ask_job, ask_to_stop
from groups.jobs.doing import CHUNK, KILLED, MOST_ATTEMPTS, NOT_YOURS, NOTHING, UNBOUND, file_parts
from groups.jobs.over import discard_old_files
from groups.jobs.workers import BROKEN, MOST_BINDINGS, STUCK, is_left_behind, is_stuck, rescue, say_alive
from groups.models import Job, JobChunk, JobPiece, Worker
from ksm.working import Heart
from tests.support.jobs import NOW, ask_words, say_words, work

LATER = NOW + datetime.timedelta(minutes=2)


def text_of(job):
    return b"".join(file_parts(job)).decode()


def done(job):
    work()
    job.refresh_from_db()
    return job


def fault_of(job):
    return list(job.pieces.filter(state="FAILED").values_list("place", "problem"))


def taken_by(job, worker):
    """As a worker leaves the queue that has begun with a job."""
    DBTaskResult.objects.filter(pk=job.queue_id).update(status="RUNNING", worker_ids=[worker])
    Job.objects.filter(pk=job.pk).update(state="RUNNING", begun_at=NOW)
    job.refresh_from_db()
    return job


def test_the_words_come_in_their_order_as_one_file(sari):
    job = done(ask_words(sari, "satu ", "dua ", "tiga"))
    assert (job.state, job.file_name, job.content_type, job.file_size) == (
        "DONE",
        "kata.txt",
        "text/plain",
        13,
    )
    assert text_of(job) == "satu dua tiga"


def test_the_database_holds_nothing_of_it_in_the_clear(sari):
    job = done(ask_words(sari, "Siti Aminah"))
    assert [b"Siti" in bytes(chunk.content) for chunk in job.chunks.all()] == [False]
    assert list(job.pieces.values_list("content", flat=True)) == [None]


def test_a_long_file_is_kept_in_chunks(sari):
    job = done(ask_words(sari, "a" * CHUNK, "b" * (CHUNK + 1), "c"))
    assert [len(part) for part in file_parts(job)] == [CHUNK, CHUNK, 2]
    assert text_of(job) == "a" * CHUNK + "b" * (CHUNK + 1) + "c"


@pytest.mark.logs_errors
def test_what_fails_is_named_and_stops_no_other(sari):
    faults = [{"fault": one} for one in ("refused", "stranger", "reader", "other")]
    job = done(ask_words(sari, "satu ", *faults, "dua"))
    assert (job.state, text_of(job)) == ("DONE", "satu dua")
    words = ["Buku bulan ini belum ditutup.", NOT_YOURS, NOT_YOURS]
    assert [problem for _, problem in fault_of(job)][:3] == words
    assert [place for place, _ in fault_of(job)] == [2, 3, 4, 5]


def test_a_job_of_which_nothing_came_has_failed(sari):
    job = done(ask_words(sari, {"fault": "refused"}))
    assert (job.state, job.problem, job.file_name) == ("FAILED", NOTHING, "")


@pytest.mark.logs_errors
def test_a_file_that_cannot_be_made_is_a_failure(sari):
    job = done(ask_words(sari, "satu", unbound=True))
    assert (job.state, job.problem) == ("FAILED", UNBOUND)


def test_it_stops_after_the_piece_that_is_being_made(sari):
    job = done(ask_words(sari, "satu", {"stop": True}, "tiga"))
    assert job.state == "STOPPED"
    assert list(job.pieces.values_list("state", flat=True)) == ["DONE", "DONE", "WAITING"]
    assert not JobPiece.objects.filter(content__isnull=False).exists()


def test_a_job_that_waits_is_stopped_at_once_and_never_begun(sari):
    job = ask_to_stop(job=ask_words(sari, "satu"), now=NOW)
    assert job.state == "STOPPED"
    assert done(job).begun_at is None
    with pytest.raises(JobRefusedError, match="sudah berakhir"):
        ask_to_stop(job=job, now=NOW)


def test_what_a_dead_worker_left_goes_on_behind_the_last_piece_that_was_kept(sari):
    job = taken_by(ask_words(sari, "satu ", "dua"), "mati")
    first = job.pieces.first()
    first.state, first.attempts = "FAILED", 1  # kept: were it made again, it would be among the words
    first.save()
    say_alive("mati", NOW)
    assert rescue(NOW) == 0  # it lived a moment ago
    assert rescue(LATER) == 1
    assert text_of(done(job)) == "dua"
    assert rescue(LATER) == 0


def test_a_piece_that_kills_its_workers_is_given_up(sari):
    job = ask_words(sari, {"kill": True}, "dua")
    job.pieces.filter(place=1).update(attempts=MOST_ATTEMPTS)
    assert text_of(done(job)) == "dua"
    assert fault_of(job) == [(1, KILLED)]


def test_a_file_that_kills_its_workers_is_given_up(sari):
    job = taken_by(ask_words(sari, "satu"), "mati")
    Job.objects.update(bindings=MOST_BINDINGS)
    assert rescue(LATER) == 1
    job.refresh_from_db()
    assert (job.state, job.problem) == ("FAILED", BROKEN)


def test_a_job_left_behind_is_stopped_at_once(sari):
    job = ask_to_stop(job=taken_by(ask_words(sari, "satu"), "mati"), now=LATER)
    assert job.state == "STOPPED"


def test_a_job_asked_to_stop_whose_worker_died_is_told_as_stopped(sari):
    job = taken_by(ask_words(sari, "satu"), "hidup")
    say_alive("hidup", NOW)
    assert ask_to_stop(job=job, now=NOW).state == "RUNNING"
    rescue(LATER)
    job.refresh_from_db()
    assert job.state == "STOPPED"


@pytest.mark.parametrize("row", [{"status": "SUCCESSFUL"}, {"status": "FAILED"}, None])
def test_a_job_that_its_queue_has_forgotten_is_left_behind(sari, row):
    job = taken_by(ask_words(sari, "satu"), "hidup")
    say_alive("hidup", NOW)
    assert not is_left_behind(job, NOW)
    rows = DBTaskResult.objects.filter(pk=job.queue_id)
    _ = rows.update(**row) if row else rows.delete()
    assert is_left_behind(job, NOW)


def test_too_many_at_once_are_refused(sari):
    for _ in range(MOST_OPEN):
        ask_words(sari, "satu")
    with pytest.raises(JobRefusedError, match="belum selesai"):
        ask_words(sari, "satu")


def test_nothing_is_no_job(sari):
    with pytest.raises(JobRefusedError, match="Tidak ada yang dipilih"):
        ask_job(owner=sari, title="Kosong", task=say_words, pieces=[], now=NOW)


def test_files_go_after_the_days_they_are_kept(sari, settings):
    settings.JOB_FILE_DAYS = 3
    job = done(ask_words(sari, "satu"))
    assert job.kept_until - job.ended_at == datetime.timedelta(days=3)
    assert job.has_file(job.kept_until - datetime.timedelta(seconds=1))
    assert not job.has_file(job.kept_until)
    assert discard_old_files(job.kept_until - datetime.timedelta(seconds=1)) == 0
    assert discard_old_files(job.kept_until) == 1
    assert not JobChunk.objects.exists()


def test_a_long_job_goes_on_in_rounds_between_which_others_have_their_turn(sari, monkeypatch):
    monkeypatch.setattr("groups.jobs.doing.ROUND", 2)
    job = ask_words(sari, *"abcde")
    work()
    job.refresh_from_db()
    assert (job.state, job.pieces.filter(state="DONE").count()) == ("WAITING", 2)
    assert not is_left_behind(job, LATER)
    work()
    assert text_of(done(job)) == "abcde"
    assert set(job.pieces.values_list("attempts", flat=True)) == {1}


def test_a_worker_that_is_stuck_in_one_piece_is_known_as_such(sari):
    job = taken_by(ask_words(sari, "satu"), "macet")
    Job.objects.filter(pk=job.pk).update(moved_at=NOW)
    assert not is_stuck("macet", NOW + STUCK)
    assert is_stuck("macet", NOW + STUCK + datetime.timedelta(seconds=1))
    assert not is_stuck("lain", NOW + 2 * STUCK)


@pytest.mark.logs_errors
def test_a_stuck_worker_ends_itself_and_says_no_more_that_it_lives(sari, monkeypatch):
    job = taken_by(ask_words(sari, "satu"), "macet")
    Job.objects.filter(pk=job.pk).update(moved_at=NOW)
    monkeypatch.setattr("os._exit", _ended)
    with pytest.raises(SystemExit):
        Heart("macet", lambda: NOW + 2 * STUCK).beat(1)
    assert not Worker.objects.exists()


def _ended(code):
    raise SystemExit(code)
