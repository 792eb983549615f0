"""The official paper of a group's founding, or of an old one's development."""

from groups.models import StepRecord
from groups.papers.register import Act
from groups.path.steps import BY_CODE

FOUNDING = "BA-BENTUK"
# Of a new group the founding, of an old one its development: the paper that goes with a proposal.
FOUNDING_STEPS = ("form", "develop")


def deed_of(record: StepRecord) -> str:
    """ "pembentukan KSM": a step as the name of its paper goes on."""
    step = BY_CODE.get(record.code)
    label = step.label if step else record.code
    return label[:1].lower() + label[1:]


def step_act(record: StepRecord) -> Act:
    return Act(FOUNDING, str(record.pk), record.done_on, f"Berita acara {deed_of(record)}")
