"""Every total on every page and paper is the sum of what stands above it."""

import re
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from groups.models import Bkm
from tests.support import factories
from tests.support.kept_world import put_world
from tests.support.tables import amount, tables_of
from tests.support.world import addresses

pytestmark = [pytest.mark.once, pytest.mark.long, pytest.mark.django_db]
RUNNING = ("Saldo", "Saldo (Rp)")  # after each line, not a sum of them
PERIOD = "?dari=2020-01-01&sampai=2025-12-01"
WALKED = {
    "balance_sheet",
    "bkm_register_pdf",
    "cash_book",
    "cash_book_pdf",
    "detail",
    "exit",
    "group_book_pdf",
    "income",
    "joint_detail",
    "joint_pdf",
    "loan_book",
    "loan_book_pdf",
    "member_book_pdf",
    "proposal_pdf",
    "quality",
    "quality_pdf",
    "report",
    "report_pdf",
    "surplus_detail",
    "surplus_share",
    "trial_balance",
    "verification_pdf",
}


@pytest.fixture
def ids(db):
    return put_world()


@pytest.fixture
def clients(ids):
    bkm = Bkm.objects.get(pk=ids["bkm_id"])
    users = [
        factories.User.objects.get(username="sari"),
        factories.make_coordinator("ratna", bkm),
        factories.make_unit_staff("joko", bkm),
        factories.make_administrator(),
    ]
    found = []
    for user in users:
        client = Client()
        client.force_login(user)
        found.append(client)
    return found


def html_of(clients, path):
    """The page or the paper before it is laid out, as the first who may see it gets it."""
    drawn = []

    def keep(html, *_, **__):
        drawn.append(html)
        return b"%PDF"

    with mock.patch("ksm.pdf.html_to_pdf", side_effect=keep):
        for client in clients:
            answer = client.get(path)
            if answer.status_code == 200 and not answer.streaming:
                return drawn[-1] if drawn else answer.content.decode(errors="replace")
    return ""


def test_the_foot_of_every_table_is_the_sum_of_its_lines(ids, clients):
    wrong, walked = [], set()
    for name, _, path in addresses(ids):
        if name == "logout":
            continue
        for table in tables_of(html_of(clients, path)):
            for heading, said, found in table.sums:
                if heading in RUNNING:
                    continue
                walked.add(name)
                if said != found:
                    wrong.append(f"{path}: {heading} {said}, lines {found}")
    assert wrong == []
    assert walked >= WALKED


def lead_of(html):
    """The sentence under the heading, in which totals are said too."""
    return " ".join(
        re.sub("<[^>]+>", " ", html.split('class="lead-line">', 1)[1].split("</p>", 1)[0]).split()
    )


def said(pattern, html):
    return amount(re.search(pattern + r"\s+((?:Rp)?[\d.]+)", lead_of(html))[1])


def column(html, heading, *, leaving=()):
    """What a column adds up to over all tables of a page, rows that say a word of `leaving` left out."""
    return sum(
        amount(row[table.head.index(heading)]) or 0
        for table in tables_of(html)
        if heading in table.head
        for row in table.sections["tbody"]
        if not set(leaving) & set(row)
    )


def test_totals_beside_the_heading_are_the_sum_of_the_rows(ids, clients):
    group = [ids["ksm_id"]]
    loans = html_of(clients, reverse("ledger:loan_list", args=group))
    assert said("Beredar", loans) == column(loans, "Sisa pokok", leaving=["Dihapusbukukan"]) > 0
    assert said("tunggakan", loans) == column(loans, "Tunggakan") > 0
    outside = html_of(clients, reverse("ledger:outside_list", args=group))
    assert said("Utang kelompok", outside) == column(outside, "Sisa pokok") > 0
    joint = html_of(clients, reverse("ledger:joint_list", args=group))
    assert said("Belum dikembalikan", joint) == column(joint, "Jumlah") + column(joint, "Belum kembali") > 0
    quality = html_of(clients, reverse("ledger:quality", args=group))
    assert said("sisa pokok", quality) == tables_of(quality)[1].sums_of("Sisa pokok") > 0
    assert said("cadangan", quality) == tables_of(quality)[1].sums_of("Cadangan")


def test_a_row_of_a_fund_is_the_sum_of_where_its_money_lies(ids, clients):
    [funds, *_] = tables_of(html_of(clients, reverse("ledger:fund_list", args=[ids["ksm_id"]])))
    assert funds.sections["tbody"]
    for _, *cells in funds.sections["tbody"]:
        *parts, total = map(amount, cells)
        assert total == sum(parts)


def test_the_savings_book_goes_from_its_opening_to_its_balance(ids, clients):
    html = html_of(clients, reverse("savings:group_book", args=[ids["ksm_id"]]) + PERIOD)
    into = sum(column(html, kind) for kind in ("Pokok", "Wajib", "Sukarela"))
    opening = amount(tables_of(html)[0].sections["tbody"][0][-1])
    assert said("saldo", html) == opening + into - column(html, "Penarikan") > 0


def test_offices_count_each_group_once(ids, clients):
    dashboard, tridaya = html_of(clients, "/dasbor/"), html_of(clients, "/tridaya/")
    shown = sum(int(found) for found in re.findall(r">(\d+) anggota</span>", dashboard))
    rows = len(tables_of(dashboard)[0].sections["tbody"])
    assert re.search(r"(\d+) kelompok · (\d+) anggota", lead_of(dashboard)).groups() == (
        str(rows),
        str(shown),
    )
    everybody = tables_of(tridaya)[0].sections["tbody"][-1]
    assert everybody[:3] == ["Semua kelompok", str(rows), str(shown)]
    pipeline = html_of(clients, "/alur/")
    assert column(pipeline, "Sekarang") == rows
