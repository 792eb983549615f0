"""Every page on a phone: nothing hangs over the edge, no script fails, and a screen reader finds its way."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from groups.models import User
from tests.factories import make_administrator
from tests.world import addresses, make_world

PHONE = {"width": 390, "height": 844}
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Not pages: fragments that htmx asks for, and addresses that only take what is sent.
NOT_PAGES = {
    "region_search",
    "bkm_search",
    "ksm_search",
    "logout",
    "login",
    "home",
    "user_activate",
    "step_file",
    "bkm_step_file",
    "stage_file",
}


def pages(client, ids):
    """Every page that the client is let into."""
    for name, _, path in addresses(ids):
        if name not in NOT_PAGES and not path.endswith(".pdf") and client.get(path).status_code == 200:
            yield path


def faults_of(page, path) -> list[str]:
    """What is wrong with the page that is open, each with its address."""
    overhang = page.evaluate(OVERHANG)
    found = [f"{path} hangs over by {overhang} px"] if overhang > 0 else []
    for violation in Axe().run(page).response["violations"]:
        nodes = ", ".join(node["html"][:90] for node in violation["nodes"][:2])
        found.append(f"{path} {violation['id']}: {nodes}")
    return found


@pytest.mark.parametrize("who", ["sari", "admin"])
def test_it_fits_a_phone_and_reads_aloud(page, visit, log_in, client, who):
    ids = make_world()
    make_administrator()
    log_in(User.objects.get(username=who))
    page.set_viewport_size(PHONE)
    faults, seen = [], 0
    for path in pages(client, ids):
        visit(path)
        seen += 1
        faults += faults_of(page, path)
    assert "\n".join(faults) == ""
    assert seen > 25
