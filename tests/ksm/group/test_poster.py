"""The poster of a group's hall: its rules and the month's figures on A3, and nobody's name."""

import io

from pypdf import PdfReader

from ledger import chart
from ledger.journal.posting import Line
from tests.support import factories
from tests.support.lending import enter, lend
from tests.support.prints import text_of


def test_it_shows_the_rules_and_the_figures_and_names_nobody(as_user, sari, mawar):
    members = factories.make_members(mawar, 3)
    facts = {"agreed_on": factories.START, "signed": True}
    mawar.rules.create(kind="SAVING", text="Menabung tiap Senin", minimum_saving=5_000, **facts)
    enter(mawar, [Line(chart.KAS, chart.MODAL_AWAL, 500_000)], factories.START)
    lend(mawar, factories.START, member=members[1], principal=100_000, periods=10)
    answer = as_user(sari).get(f"/ksm/{mawar.pk}/poster.pdf")
    words = text_of(answer)
    for told in ("Menabung tiap Senin", "Belum disepakati", "3 anggota", "Rp400.000", "Rp100.000"):
        assert told in words
    assert [member.name for member in members if member.name in words] == []
    [page] = PdfReader(io.BytesIO(answer.content)).pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [297, 420]
