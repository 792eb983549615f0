"""What was decided of a group goes along in its workbook to be read, and is in force nowhere it comes to."""

import datetime
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from assessment.exporting import decisions_to_tell, whole_workbook
from assessment.models import Assessment
from assessment.standings import refresh_standings
from groups.models import ForeignDecision, Ksm
from groups.models.kept import ChangedError
from meetings.carried import CarriedError
from tests.meetings.exporting.test_round_trip import bring_in, goes_and_comes, move_away
from tests.meetings.exporting.test_workbook_page import sealed_anew, set_cell
from tests.support.eligible import WEEK_13, decided, make_layak
from tests.support.factories import START, make_member

SHEET = "Lanjutan putusan"


@pytest.fixture
def layak(mawar, sari, joko, ratna):
    """Lulus by Sari, layak by Ratna, then suspended with a reason."""
    make_layak(mawar, sari, joko, ratna)
    decided(mawar, joko, ratna, "SUSPENDED", "Tunggakan kepada UPK")
    return mawar


def sheet_of(data: bytes) -> list[tuple]:
    """The columns outcome, number, decided_by_name and reason of the sheet of decisions."""
    headings, *rows = load_workbook(io.BytesIO(data))[SHEET].iter_rows(values_only=True)
    names = ("outcome", "number", "decided_by_name", "reason")
    told = [[row[headings.index(name)] for name in names] for row in rows]
    return [tuple(json.loads(one) if isinstance(one, str) else one for one in row) for row in told]


def test_decisions_come_along_to_be_read_and_count_nowhere(layak):
    told = [("PASSED", 1, "Sari", ""), ("ELIGIBLE", 2, "Ratna", "")]
    told.append(("SUSPENDED", 3, "Ratna", "Tunggakan kepada UPK"))
    assert sheet_of(whole_workbook(layak, WEEK_13)) == told
    second = goes_and_comes(layak, WEEK_13, today=WEEK_13)
    assert [(one.outcome, one.decided_by_role) for one in second.foreign_decisions.all()] == [
        ("PASSED", "Fasilitator"),
        ("ELIGIBLE", "Koordinator BKM"),
        ("SUSPENDED", "Koordinator BKM"),
    ]
    assert (second.phase, second.model_since, second.assessments.count()) == ("CANDIDATE", None, 0)
    refresh_standings(Ksm.objects.filter(pk=second.pk), now=noon())
    assert (second.standing.status, second.standing.eligibility) == ("READY", "NOT_YET")
    with pytest.raises(ChangedError):
        second.foreign_decisions.update(outcome="PASSED")


def noon():
    return datetime.datetime.combine(WEEK_13, datetime.time(5), datetime.UTC)


def test_what_came_in_goes_out_again_before_what_was_decided_here(layak):
    first = [
        ForeignDecision(ksm=layak, **plain(one) | {"reason": "Dari sana"}) for one in decisions_to_tell(layak)
    ]
    ForeignDecision.objects.bulk_create(first[:1])
    told = sheet_of(whole_workbook(layak, WEEK_13))
    assert [(number, reason) for _, number, _, reason in told][:2] == [(1, "Dari sana"), (1, "")]
    assert len(told) == 1 + Assessment.objects.filter(ksm=layak).count()


def plain(one: ForeignDecision) -> dict:
    skipped = ("id", "ksm", "imported_at")
    return {part.name: getattr(one, part.name) for part in one._meta.fields if part.name not in skipped}


def test_the_preview_counts_them_and_the_pages_tell_them(layak, sari, as_user):
    data = whole_workbook(layak, WEEK_13)
    move_away(layak)
    client = as_user(sari)
    preview = client.post("/impor/", {"file": SimpleUploadedFile("mawar.xlsx", data)}).text
    assert "<dt>Keputusan menurut sistem lain</dt><dd>3, tidak berlaku di sini</dd>" in preview
    token = preview.partition('name="token" value="')[2].partition('"')[0]
    stored = client.post("/impor/simpan/", {"token": token}, follow=True)
    assert "3 keputusan dari sistem lain dapat dibaca di Penilaian; belum berlaku di sini." in stored.text
    second = Ksm.objects.latest("pk")
    page = client.get(f"/ksm/{second.pk}/penilaian/").text
    assert "Menurut buku kerja, belum berlaku di sini" in page
    assert "Kelulusan KSM Percontohan: lulus" in page
    assert "Tunggakan kepada UPK" in page
    assert "Kelulusan KSM" not in client.get(f"/ksm/{second.pk}/kelayakan/").text.partition("Menurut buku")[2]
    file = client.get(f"/ksm/{second.pk}/penilaian/?unduh=xlsx").getvalue()
    assert load_workbook(io.BytesIO(file))["Menurut buku kerja"].max_row >= 4


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("outcome", '"JUARA"'),
        ("kind", '"APA"'),
        ("number", -1),
        ("decided_on", '"kemarin"'),
        ("overruled", "[]"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(mawar, sari, heading, value):
    make_member(mawar, number=1)
    ForeignDecision.objects.create(
        ksm=mawar,
        kind="GRADUATION",
        outcome="PASSED",
        number=1,
        window_first=START,
        window_last=START,
        as_of=START,
        decided_on=START,
        decided_by_name="Sari",
        decided_by_role="Fasilitator",
    )
    data = sealed_anew(whole_workbook(mawar, WEEK_13), set_cell(SHEET, heading, value))
    move_away(mawar)
    with pytest.raises(CarriedError):
        bring_in(data, today=WEEK_13)
