"""The second factor: asked of who decides, open to all, each code once, taken off by two people."""

import datetime
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from groups.entrance.factors import (
    address_for_apps,
    answer_reset,
    ask_reset,
    begin,
    confirm,
    is_right,
    waiting_resets,
)
from groups.models import Authenticator, FactorReset, LoginTries, RecoveryCode, User
from groups.refusals import GroupError
from tests.support.factories import PASSWORD, make_administrator, make_user

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 2, 5, 0, tzinfo=datetime.UTC)
PHONE = "/luring/keadaan/"


@pytest.fixture(autouse=True)
def _asked_for(settings):
    settings.SECOND_FACTOR = True


def code_at(user, moment):
    totp = TOTP(bytes.fromhex(Authenticator.objects.get(user=user).secret))
    totp.time = moment.timestamp()
    return f"{totp.token():06}"


def with_app(user):
    """The user has set the app up an hour ago; the recovery codes."""
    begin(user)
    before = timezone.now() - datetime.timedelta(hours=1)
    return confirm(user=user, code=code_at(user, before), now=before)


def with_password(user):
    """The code of this moment, and the password again."""
    return {"code": code_at(user, timezone.now()), "password": PASSWORD}


def logged_in(user):
    client = Client()
    answer = client.post("/masuk/", {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize("who", ["admin", "ratna"])
def test_who_decides_sets_the_app_up_before_anything_else(who, request):
    user = request.getfixturevalue(who)
    client = logged_in(user)
    assert client.get("/ksm/").url == "/masuk/pengaman/?next=%2Fksm%2F"
    assert client.get("/ksm/", headers={"HX-Request": "true"})["HX-Redirect"] == "/masuk/pengaman/"
    assert client.post("/kata-sandi/", {}).url == "/masuk/pengaman/"
    page = client.get("/masuk/pengaman/").content.decode()
    secret = re.search(r"kunci ini di aplikasi: <strong>([A-Z2-7 ]+)</strong>", page)[1].replace(" ", "")
    assert f"secret={secret}&issuer=Buku%20KSM" in address_for_apps(Authenticator.objects.get())
    assert page.count('<svg class="factor-qr"') == 1
    assert "/akun/" not in page  # no way round it but out
    wrong = client.post("/masuk/pengaman/", {"code": "000000", "password": PASSWORD})
    assert "Kode tidak cocok." in wrong.content.decode()
    done = client.post("/masuk/pengaman/", with_password(user)).content.decode()
    assert len(re.findall(r"<code>[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}</code>", done)) == 10
    assert client.get("/ksm/").status_code == 200
    assert "<code>" not in client.get("/akun/").content.decode()


def test_the_others_are_not_asked_and_may_set_it_up(sari):
    client = logged_in(sari)
    assert client.get("/ksm/").status_code == 200
    assert '<a class="btn btn-quiet" href="/akun/">' in client.get("/masuk/pengaman/").content.decode()
    client.post("/masuk/pengaman/", with_password(sari))
    assert client.get("/ksm/").status_code == 200
    assert logged_in(sari).get("/ksm/").url.startswith("/masuk/kode/")


def test_the_password_alone_opens_nothing_and_the_phone_hears_that_nobody_is_there(admin):
    with_app(admin)
    client = logged_in(admin)
    assert client.get("/pengguna/").url == "/masuk/kode/?next=%2Fpengguna%2F"
    assert client.post("/pengguna/baru/", {}).url == "/masuk/kode/"
    assert client.get("/masuk/pengaman/").url == "/akun/"
    assert client.get("/akun/").url == "/masuk/kode/?next=%2Fakun%2F"
    assert client.get(PHONE).json()["user"] is None
    assert client.get("/periksa/").status_code == 200
    key = client.session.session_key
    answer = client.post("/masuk/kode/?next=/pengguna/", {"code": code_at(admin, timezone.now())})
    assert answer.url == "/pengguna/"
    assert client.session.session_key != key
    assert client.get("/pengguna/").status_code == 200
    assert client.get(PHONE).json()["user"] == admin.pk


def test_it_never_leads_to_another_site(admin):
    with_app(admin)
    client = logged_in(admin)
    answer = client.post("/masuk/kode/?next=//jahat.contoh/", {"code": code_at(admin, timezone.now())})
    assert answer.url == "/"


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_phone_whose_clock_is_half_a_minute_off_is_understood(sari, seconds, taken):
    begin(sari)
    code = code_at(sari, NOON + datetime.timedelta(seconds=seconds))
    if taken:
        assert len(confirm(user=sari, code=code, now=NOON)) == 10
    else:
        with pytest.raises(GroupError, match="Kode tidak cocok"):
            confirm(user=sari, code=code, now=NOON)


def test_each_code_is_taken_once(sari):
    [recovery, *_] = with_app(sari)
    code = code_at(sari, NOON)
    Authenticator.objects.update(last_step=0)
    assert [is_right(sari, code, NOON), is_right(sari, code, NOON)] == [True, False]
    typed = recovery.lower().replace("-", " ")
    assert [is_right(sari, typed, NOON), is_right(sari, recovery, NOON)] == [True, False]
    assert sari.recovery_codes.count() == 9
    for nothing in ("", " ", "abc", "٣٤٦٣٤٦", "1" * 40):
        assert not is_right(sari, nothing, NOON)


def test_wrong_codes_lock_as_wrong_passwords_do(admin):
    codes = with_app(admin)
    client = logged_in(admin)
    assert [client.post("/masuk/kode/", {"code": "000000"}).status_code for _ in range(6)] == [200] * 5 + [
        429
    ]
    assert client.post("/masuk/kode/", {"code": codes[0]}).status_code == 429
    assert LoginTries.objects.get(subject="admin (kode)").failed == 5


def test_guesses_of_a_code_lock_where_new_recovery_codes_are_asked_for_too(sari):
    codes = with_app(sari)
    client = logged_in(sari)
    client.post("/masuk/kode/", {"code": codes[0]})
    guess, page = {"code": "000000", "password": PASSWORD}, "/akun/kode-cadangan/"
    assert [client.post(page, guess).status_code for _ in range(6)] == [200] * 5 + [429]
    assert client.post(page, guess | {"code": codes[1]}).status_code == 429
    assert sari.recovery_codes.count() == 9


def test_new_recovery_codes_end_the_old_ones(sari):
    old = with_app(sari)
    client = logged_in(sari)
    client.post("/masuk/kode/", {"code": old[0]})
    typed = {"code": "1", "password": PASSWORD}
    assert "Kode tidak cocok." in client.post("/akun/kode-cadangan/", typed).content.decode()
    page = client.post("/akun/kode-cadangan/", typed | {"code": old[1]}).content.decode()
    new = re.findall(r"<code>([A-Z2-9-]+)</code>", page)
    assert (len(new), set(new) & set(old)) == (10, set())
    assert [is_right(sari, old[2], NOON), is_right(sari, new[0], NOON)] == [False, True]


def test_the_secret_is_encrypted_and_codes_are_hashes(sari):
    codes = with_app(sari)
    stored = Authenticator.objects.annotate(stored=Cast("secret", TextField())).get()
    assert stored.secret not in stored.stored
    assert not set(codes) & set(sari.recovery_codes.values_list("digest", flat=True))


def test_a_secret_that_no_key_opens_breaks_nothing_and_recovery_codes_still_work(sari, settings):
    codes = with_app(sari)
    right = settings.DATA_KEY
    settings.DATA_KEY = "kunci yang hilang"
    assert not is_right(sari, "123456", NOON)
    assert is_right(sari, codes[0], NOON)
    settings.DATA_KEY = right


def test_two_people_take_it_off(admin, ratna, sari):
    with_app(sari)
    phone = logged_in(sari)
    phone.post("/masuk/kode/", {"code": code_at(sari, timezone.now())})
    first, second = Client(), Client()
    for client, user in ((first, admin), (second, ratna)):
        codes = with_app(user)
        client.force_login(user)
        client.post("/masuk/kode/", {"code": codes[0]})
    first.post(f"/pengguna/{sari.pk}/lepas-pengaman/", {"reason": "Ponsel hilang", "password": PASSWORD})
    reset, yes = FactorReset.objects.get(), {"jawab": "ya", "password": PASSWORD}
    own = first.post(f"/pengguna/lepas-pengaman/{reset.pk}/", yes, follow=True)
    assert "Yang menjawab harus orang lain" in own.content.decode()
    second.post(f"/pengguna/lepas-pengaman/{reset.pk}/", {"jawab": "mungkin"})
    assert FactorReset.objects.get().answered_at is None
    assert User.objects.get(pk=sari.pk).has_second_factor
    assert "1 menunggu" in second.get("/akun/").content.decode()
    assert "Ponsel hilang" in second.get("/pengguna/lepas-pengaman/").content.decode()
    second.post(f"/pengguna/lepas-pengaman/{reset.pk}/", yes)
    user = User.objects.get(pk=sari.pk)
    assert (user.has_second_factor, user.recovery_codes.count()) == (False, 0)
    assert user.history.first().history_change_reason == "Pengaman kedua dilepas"
    assert phone.get("/ksm/").url == "/masuk/?next=/ksm/"


def test_a_refused_request_changes_nothing_and_another_may_follow(admin, ratna, sari):
    with_app(sari)
    facts = {"user": sari, "reason": "Ponsel hilang", "by": admin, "now": NOON}
    reset = ask_reset(**facts)
    with pytest.raises(GroupError, match="menunggu jawaban"):
        ask_reset(**facts)
    answer_reset(reset=reset, is_granted=False, by=ratna, now=NOON)
    assert User.objects.get(pk=sari.pk).has_second_factor
    with pytest.raises(GroupError, match="sudah dijawab"):
        answer_reset(reset=reset, is_granted=True, by=ratna, now=NOON)
    ask_reset(**facts)


def test_a_request_ends_with_the_factor_that_it_was_about(admin, ratna, sari):
    """Else it could take off, months later, the app that was set up since."""
    with_app(sari)
    reset = ask_reset(user=sari, reason="Ponsel hilang", by=admin, now=NOON)
    assert list(waiting_resets()) == [reset]
    call_command("reset_second_factor", "sari")
    assert not waiting_resets()
    with_app(User.objects.get(pk=sari.pk))
    assert not waiting_resets()
    with pytest.raises(GroupError, match="sudah dijawab"):
        answer_reset(reset=reset, is_granted=True, by=ratna, now=NOON)
    assert User.objects.get(pk=sari.pk).has_second_factor


def test_nobody_asks_or_answers_for_himself(admin, ratna):
    other = make_administrator("wayan")
    with_app(admin)
    facts = {"reason": "Ponsel hilang", "now": NOON}
    with pytest.raises(GroupError, match="orang lain"):
        ask_reset(user=admin, by=admin, **facts)
    with pytest.raises(GroupError, match="belum memasang"):
        ask_reset(user=ratna, by=admin, **facts)
    reset = ask_reset(user=admin, by=other, **facts)
    for by in (other, admin):
        with pytest.raises(GroupError, match="harus orang lain"):
            answer_reset(reset=reset, is_granted=True, by=by, now=NOON)
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.update(answered_by=by)


def test_where_no_two_are_left_who_runs_the_server_takes_it_off(admin):
    with_app(admin)
    said = io.StringIO()
    call_command("reset_second_factor", "admin", stdout=said)
    assert "Pengaman kedua Admin dilepas" in said.getvalue()
    assert not User.objects.get().has_second_factor
    for name in ("admin", "tidakada"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", name)


def test_turned_off_nobody_has_to_but_who_has_an_app_is_still_asked(admin, settings):
    settings.SECOND_FACTOR = False
    assert logged_in(admin).get("/pengguna/").status_code == 200
    with_app(admin)
    assert logged_in(admin).get("/pengguna/").url.startswith("/masuk/kode/")


def test_a_newcomer_with_a_first_password_comes_through(bkm):
    user = make_administrator("wayan")
    User.objects.update(must_change_password=True)
    client, new = logged_in(user), "mangga-7-manis"
    client.get("/masuk/pengaman/")
    client.post("/masuk/pengaman/", with_password(user))
    assert client.get("/").url == "/kata-sandi/"
    client.post("/kata-sandi/", {"old": PASSWORD, "password": new, "repeated": new})
    assert client.get("/pengguna/").status_code == 200


def test_a_stranger_sees_no_page_of_it(client):
    make_user("sari")
    for page in ("/masuk/kode/", "/masuk/pengaman/", "/akun/", "/akun/kode-cadangan/"):
        assert client.get(page).url == f"/masuk/?next={page}"


def pages_that_ask_again(sari, admin, ratna):
    """(client, address, what is typed beside the password) of every page that changes a second factor."""
    office, second = Client(), Client()
    for client, user in ((office, admin), (second, ratna)):
        codes = with_app(user)
        client.force_login(user)
        client.post("/masuk/kode/", {"code": codes[0]})
    reset = ask_reset(user=ratna, reason="Ponsel hilang", by=make_administrator("wayan"), now=NOON)
    setup = logged_in(sari)
    setup.get("/masuk/pengaman/")
    return {
        "set up": (setup, "/masuk/pengaman/", {"code": code_at(sari, timezone.now())}),
        "new codes": (second, "/akun/kode-cadangan/", {"code": code_at(ratna, timezone.now())}),
        "ask that it is taken off": (office, f"/pengguna/{ratna.pk}/lepas-pengaman/", {"reason": "Hilang"}),
        "take off": (office, f"/pengguna/lepas-pengaman/{reset.pk}/", {"jawab": "ya"}),
    }


@pytest.mark.parametrize("act", ["set up", "new codes", "ask that it is taken off", "take off"])
def test_without_the_password_once_more_no_factor_is_changed(act, sari, admin, ratna):
    client, page, typed = pages_that_ask_again(sari, admin, ratna)[act]

    def state():
        users = User.objects.order_by("pk").values_list("has_second_factor", "session_round")
        codes = RecoveryCode.objects.order_by("pk").values_list("digest", flat=True)
        return list(users), list(codes), FactorReset.objects.filter(answered_at=None).count()

    before = state()
    for password, sentence in (("salah", "Kata sandi tidak cocok."), ("", "Wajib diisi.")):
        told = client.post(page, typed | {"password": password}).content.decode()
        assert re.search(rf'id="id_(\d+_)?password_error">{re.escape(sentence)}|<strong>{sentence}', told), (
            told
        )
    assert state() == before


def test_wrong_passwords_at_a_setup_lock_as_at_login_and_with_it(sari):
    """Whoever finds a phone left open guesses no better there than at the login."""
    client = logged_in(sari)
    client.get("/masuk/pengaman/")
    typed = with_password(sari)
    wrong = typed | {"password": "salah"}
    assert [client.post("/masuk/pengaman/", wrong).status_code for _ in range(5)] == [200] * 5
    told = client.post("/masuk/pengaman/", typed)
    assert (told.status_code, "Ke halaman depan" in told.content.decode()) == (429, True)
    assert Client().post("/masuk/", {"username": "sari", "password": PASSWORD}).status_code == 429
    LoginTries.objects.all().delete()
    client.post("/masuk/pengaman/", with_password(sari))
    assert User.objects.get(pk=sari.pk).has_second_factor
    assert not LoginTries.objects.filter(failed__gt=0).exists()


def test_each_session_is_shown_a_secret_of_its_own(sari):
    """What somebody saw on a phone left open is not what its owner puts into the app later."""
    finder, owner = logged_in(sari), logged_in(sari)
    finder.get("/masuk/pengaman/")
    seen = Authenticator.objects.get().secret
    for _ in range(2):  # reloaded, and after a wrong code, it is the same
        owner.get("/masuk/pengaman/")
    own = Authenticator.objects.get().secret
    assert own != seen
    owner.post("/masuk/pengaman/", {"code": "000000", "password": PASSWORD})
    assert Authenticator.objects.get().secret == own
    finder.get("/masuk/pengaman/")
    assert Authenticator.objects.get().secret not in (seen, own)
