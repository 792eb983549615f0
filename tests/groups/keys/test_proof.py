"""A start with the wrong data key, or without one, is refused with a sentence, by commands too."""

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import OperationalError, connection
from django.db.models import TextField
from django.db.models.functions import Cast

from groups.keys import proof
from groups.keys.commands import DataCommand
from groups.keys.proof import phone_key, require_data_key
from groups.models import KeyProof, Member
from ksm import serving
from tests.support.factories import make_member
from tests.support.outside import ended
from tests.support.trials import trials

NIK = "9999015203850001"
RIGHT = django_settings.DATA_KEY
WEB = "from ksm.wsgi import application"
# `migrate` and `restore` ask too, in their own way; the others start processes that ask.
WITHOUT_DATA = {"migrate", "restore", "serve_demo", "bench_beside"}


@pytest.fixture
def siti(mawar):
    return make_member(mawar, nik=NIK)


def stored():
    return KeyProof.objects.annotate(stored=Cast("value", TextField())).get().stored


@pytest.mark.django_db
def test_the_first_start_keeps_a_proof_that_is_encrypted():
    made = require_data_key()
    assert made.value not in stored()
    assert require_data_key().value == made.value


@pytest.mark.django_db
def test_a_wrong_key_is_refused_by_its_proof(settings):
    require_data_key()
    settings.DATA_KEY = "kunci lain"
    with pytest.raises(ImproperlyConfigured, match="bukan kunci yang dipakai"):
        require_data_key()


def test_a_wrong_key_is_refused_where_there_is_no_proof_yet_but_data(siti, settings):
    settings.DATA_KEY = "kunci lain"
    with pytest.raises(ImproperlyConfigured, match="bukan kunci yang dipakai"):
        require_data_key()
    assert not KeyProof.objects.exists()


def test_an_installation_that_ran_with_secret_key_is_told_what_to_set(siti, settings):
    settings.SECRET_KEY = RIGHT
    for key in ("", "kunci lain"):
        settings.DATA_KEY = key
        with pytest.raises(ImproperlyConfigured, match="Isi DATA_KEY dengan nilai SECRET_KEY yang sekarang"):
            require_data_key()
    settings.DATA_KEY = RIGHT
    require_data_key()


def test_without_a_key_nothing_is_encrypted(settings, siti):
    settings.DATA_KEY = ""
    with pytest.raises(ImproperlyConfigured, match="DATA_KEY belum diisi"):
        siti.save()


@pytest.mark.django_db
def test_a_key_that_followed_another_is_wanted_from_then_on(settings):
    require_data_key()
    settings.DATA_KEY, settings.OLD_DATA_KEYS = "kunci baru", [RIGHT]
    require_data_key()
    for key, old in ((RIGHT, []), ("salah ketik", [RIGHT])):
        settings.DATA_KEY, settings.OLD_DATA_KEYS = key, old
        with pytest.raises(ImproperlyConfigured, match="bukan kunci yang dipakai"):
            require_data_key()


@pytest.mark.django_db
def test_of_two_that_start_with_two_keys_at_once_the_second_is_refused(settings, monkeypatch):
    def another_first():
        if not KeyProof.objects.exists():
            settings.DATA_KEY = "kunci lain"
            KeyProof.objects.create(value="00")
            settings.DATA_KEY = RIGHT
        return iter(())

    monkeypatch.setattr(proof, "_samples", another_first)
    with pytest.raises(ImproperlyConfigured, match="bukan kunci yang dipakai"):
        require_data_key()


@pytest.mark.django_db
def test_what_seals_sheets_on_phones_outlives_the_key(settings):
    before = phone_key(7)
    settings.DATA_KEY, settings.OLD_DATA_KEYS = "kunci baru", [RIGHT]
    require_data_key()
    settings.OLD_DATA_KEYS = []
    assert phone_key(7) == before != phone_key(8)


@pytest.mark.parametrize("command", ["check_ledger", "rotate_data_key", "dumpdata", "shell", "migrate"])
def test_a_command_is_refused_with_the_sentence(siti, settings, command):
    require_data_key()
    settings.DATA_KEY = "kunci lain"
    with pytest.raises(CommandError, match="bukan kunci yang dipakai"):
        call_command(command)


@pytest.mark.once
def test_every_command_of_ours_asks_for_the_key():
    ours = {
        name: load_command_class(app, name)
        for name, app in get_commands().items()
        if app in {"ksm", "groups", "ledger", "savings", "meetings", "assessment"}
    }
    asking = {name for name, command in ours.items() if isinstance(command, DataCommand)}
    assert set(ours) - asking == WITHOUT_DATA
    assert {"assess", "check_ledger", "rotate_data_key", "shell", "dumpdata", "loaddata"} <= asking


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_web_process_and_a_command_end_with_the_sentence_and_the_right_key_lets_them_start(mawar):
    make_member(mawar, nik=NIK)
    connection.close()
    assert ended("-c", WEB, DATA_KEY=RIGHT)[0] == 0
    command, wrong = ("manage.py", "check_ledger"), {"DATA_KEY": "kunci lain"}
    ways = ((("-c", WEB), wrong), (command, {}), *trials((), ((("-c", WEB), {}), (command, wrong))))
    for words, keys in ways:
        code, _, complained = ended(*words, **keys)
        assert code == 1
        assert "DATA_KEY" in complained.strip().splitlines()[-1]
    assert ended(*command, SECRET_KEY=RIGHT, DATA_KEY_FROM_SECRET_KEY="1")[0] == 0
    assert Member.objects.get().nik == NIK


@pytest.mark.django_db
def test_a_web_process_outlives_its_database_and_asks_before_the_first_answer(monkeypatch):
    asked = []

    def away():
        asked.append("away")
        raise OperationalError

    monkeypatch.setattr(serving, "require_data_key", away)
    monkeypatch.setattr(serving.connection, "close", lambda: None)
    served = serving.Keyed(lambda environ, start_response: [b"halaman"])
    with pytest.raises(OperationalError):
        served({}, None)
    monkeypatch.setattr(serving, "require_data_key", lambda: asked.append("there"))
    assert [served({}, None), served({}, None)] == [[b"halaman"]] * 2
    assert asked == ["away", "away", "there"]
