"""Two administrators set the same rules for the same day at once: one wins, the other gets a sentence."""

import pytest

from groups.models import ProgramRule
from ledger.models import CollectabilityRule
from tests.groups.test_program_rules import typed as program_typed
from tests.ledger.loans.test_collectability_rules import typed as collectability_typed

pytestmark = pytest.mark.django_db


def look_too_early(monkeypatch, model):
    """The next look for a row of the model finds none, as before the other one's transaction has ended."""
    rows = type(model.objects.all())
    real, looked = rows.get, []

    def get(self, *args, **kwargs):
        if looked:
            return real(self, *args, **kwargs)
        looked.append(True)
        raise model.DoesNotExist

    monkeypatch.setattr(rows, "get", get)
    monkeypatch.setattr(rows, "exists", lambda self: False)


@pytest.mark.parametrize(
    ("model", "path", "typed"),
    [
        (ProgramRule, "/ketentuan/baru/", program_typed),
        (CollectabilityRule, "/ketentuan/kolektibilitas/baru/", collectability_typed),
    ],
)
def test_the_second_of_two_gets_a_sentence(admin, as_user, monkeypatch, model, path, typed):
    client = as_user(admin)
    assert client.post(path, typed(source="Rapat pertama")).status_code == 302
    look_too_early(monkeypatch, model)
    answer = client.post(path, typed(source="Rapat kedua"))
    assert answer.context["form"].errors == {
        "effective_from": ["Sudah ada ketentuan yang berlaku mulai hari itu."]
    }
    assert model.objects.first().source == "Rapat pertama"
    assert model.objects.filter(source="Rapat kedua").count() == 0  # `exists` is still blind
