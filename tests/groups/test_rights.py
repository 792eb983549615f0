"""With the least rights of PostgreSQL the product works, and no trail can be changed."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from groups.models import Consent, Member, User
from groups.rights import trail_tables
from tests.support.kept_world import put_world
from tests.support.undrawn import nothing_drawn
from tests.support.world import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ROLE = "buku_ksm_uji"


@pytest.fixture
def as_role():
    """The world, and from then on the rights of the role of the web process."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone knows rights of tables")
    ids = put_world()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grant_least_rights", ROLE, verbosity=0)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    yield ids
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def changes_of(table: str) -> list[str]:
    column = "history_type" if "historical" in table else "id"
    return [f'UPDATE "{table}" SET {column} = NULL', f'DELETE FROM "{table}"', f'TRUNCATE "{table}"']  # noqa: S608


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "permission denied" in str(error)
    return False


def test_no_trail_can_be_changed_deleted_or_emptied_and_no_table_made(as_role):
    tables = trail_tables()
    assert {"groups_historicalmember", "groups_nikdisclosure", "groups_export"} <= set(tables)
    assert len(tables) > 20
    open_ones = [statement for table in tables for statement in changes_of(table) if not refused(statement)]
    assert open_ones == []
    assert refused("CREATE TABLE lain (x int)")
    assert refused("DELETE FROM django_migrations")


def test_every_page_opens_and_what_is_saved_reaches_its_trail(as_role):
    sari, broken, walked = User.objects.get(username="sari"), [], 0
    client = Client()
    client.force_login(sari)
    key = client.cookies["sessionid"].value
    with nothing_drawn():
        for name, _, path in addresses(as_role):
            if name in ("logout", "logout_everywhere"):
                continue
            client.cookies["sessionid"] = key
            with transaction.atomic():
                answer = client.get(path)
            walked += answer.status_code == 200
            if answer.status_code == 500:  # 503 is what a monitor is told
                broken.append(path)
    assert broken == []
    assert walked > 150
    member = Member.objects.get(pk=as_role["member_id"])
    rows, page = (
        Member.history.filter(id=member.pk).count(),
        f"/ksm/{member.ksm_id}/anggota/{member.pk}/ubah/",
    )
    typed = {"number": member.number, "name": "Nama Baru", "sex": "P", "joined_on": f"{member.joined_on}"}
    assert client.post(page, typed | {"sure": "on"}).status_code == 302
    assert Member.history.filter(id=member.pk).count() == rows + 1
    today = member.ksm.today()
    word = {"members": [member.pk], "scope": ["CONTACT"], "on": f"{today}", "how": "SIGNED"}
    said = Consent.objects.count()
    assert client.post(f"/ksm/{member.ksm_id}/persetujuan/catat/", word).status_code == 302
    assert Consent.objects.count() == said + 1


def test_the_statements_can_be_read_before_they_are_run(capsys):
    call_command("grant_least_rights", "web", "--print")
    told = capsys.readouterr().out
    assert 'REVOKE UPDATE, DELETE ON "assessment' not in told
    assert 'GRANT USAGE ON SCHEMA public TO "web";' in told
