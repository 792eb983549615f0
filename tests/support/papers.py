"""Official papers for tests."""

from unittest import mock

from django.test import Client


def paper_ids(ksm, by) -> dict:
    """The decision on a group, printed once (and not laid out)."""
    paper = ksm.papers.get(kind="BA-LULUS")
    client = Client()
    client.force_login(by)
    with mock.patch("ksm.pdf.html_to_pdf", return_value=b"%PDF"):
        assert client.get(f"/ksm/{ksm.pk}/penilaian/{paper.subject}/laporan.pdf").status_code == 200
    return {"code": paper.code, "paper_id": paper.pk}
