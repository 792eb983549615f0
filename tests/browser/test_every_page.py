"""Every page on a phone: nothing hangs over the edge, no script fails, and a screen reader finds its way."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from groups.models import User
from tests.support.factories import make_administrator
from tests.support.kept_world import put_world
from tests.support.undrawn import nothing_drawn
from tests.support.world import addresses

PHONE = {"width": 390, "height": 844}
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What no two sendings of one page have alike.
KEYS = re.compile(r'name="(?:once|csrfmiddlewaretoken)" value="[^"]*"')
OVERHANG_OF_LARGE_LETTERS = f"""() => {{
  const root = document.documentElement;
  root.style.fontSize = "200%";
  const overhang = {OVERHANG};
  root.style.fontSize = "";
  return overhang;
}}"""
# Colours come from what an element and those around it are, never from its words. What has text and stands in
# such a line of elements for the first time in this walk is marked, to be weighed; is there any?
MARK_NEW = """() => {
  const known = new Set(JSON.parse(sessionStorage.lines ?? "[]"));
  const before = known.size;
  const TOLD = ["class", "type", "role", "open", "disabled", "readonly", "aria-current", "aria-pressed"];
  const own = (element) => element.localName + TOLD.map((name) => element.getAttribute(name)).join();
  const lines = new Map([[document.body, document.body.className]]);
  for (const element of document.body.querySelectorAll("*")) {
    const line = `${lines.get(element.parentElement)}>${own(element)}`;
    lines.set(element, line);
    const says = element.matches("input, select, textarea") ||
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!says || known.has(line)) continue;
    known.add(line);
    element.setAttribute("data-mark-new", "");
  }
  sessionStorage.lines = JSON.stringify([...known]);
  return known.size > before;
}"""
# Not pages: fragments that htmx asks for, and addresses that only take what is sent.
NOT_PAGES = {
    "region_search",
    "bkm_search",
    "ksm_search",
    "logout",
    "login",
    "home",
    "user_activate",
    "lock_lift",
    "logout_everywhere",
    "user_log_out",
    "factor_reset_answer",
    "step_file",
    "bkm_step_file",
    "stage_file",
    "bkm_logo_file",
    "ksm_logo_file",
    "worker",
    "manifest",
    "session_state",
    "photo_file",
    "job_file",
}


def pages(client, ids):
    """Every page that the client is let into; the browser draws them."""
    for name, _, path in addresses(ids):
        if name in NOT_PAGES or path.endswith(".pdf"):
            continue
        with nothing_drawn():
            status = client.get(path).status_code
        if status == 200:
            yield path


def pages_of_offices(client, ids, who):
    """Pages that UP-UP or the coordinator is let into and the facilitator is not, and all of BLM Sosial."""
    client.force_login(User.objects.get(username="sari"))
    seen = set(pages(client, ids))
    client.force_login(User.objects.get(username=who))
    return [path for path in pages(client, ids) if path not in seen or "/blm/" in path]


def violations(page):
    """What axe has against the page; colours, which take longest, are weighed where nothing alike was."""
    rest = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
    yield from Axe().run(page, options=rest).response["violations"]
    if page.evaluate(MARK_NEW):
        colours = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
        yield from Axe().run(page, "[data-mark-new]", colours).response["violations"]


def faults_of(page, path) -> list[str]:
    """What is wrong with the page that is open, each with its address."""
    overhang = page.evaluate(OVERHANG)
    found = [f"{path} hangs over by {overhang} px"] if overhang > 0 else []
    overhang = page.evaluate(OVERHANG_OF_LARGE_LETTERS)
    found += [f"{path} hangs over by {overhang} px in letters of twice the size"] if overhang > 0 else []
    for violation in violations(page):
        nodes = ", ".join(node["html"][:90] for node in violation["nodes"][:2])
        found.append(f"{path} {violation['id']}: {nodes}")
    return found


def faults_on(page, visit, paths) -> list[str]:
    faults = []
    for path in paths:
        visit(path)
        faults += faults_of(page, path)
    return faults


def unlike(client, ids, who, *, seen_by):
    """Pages of `who` of which the menu or what stands below it is unlike all that `seen_by` is shown."""
    seen: set[str] = set()
    found = []
    for user in (seen_by, who):
        client.force_login(User.objects.get(username=user))
        found.clear()
        for path in list(pages(client, ids)):
            html = KEYS.sub("", client.get(path).content.decode())
            parts = set(html.partition("<header")[2].partition("</header>")[::2])
            if not parts <= seen:
                found.append(path)
            seen |= parts
    return found


def test_a_pale_word_is_found_on_the_first_page_that_has_it(page, visit):
    visit("/masuk/")
    page.evaluate("""() => {
      const word = document.createElement("p");
      word.className = "new";
      word.textContent = "Pucat";
      word.style.color = "#ccc";
      document.querySelector("main").append(word);
    }""")
    assert [one["id"] for one in violations(page)] == ["color-contrast"]


@pytest.mark.long
def test_every_page_fits_a_phone_and_reads_aloud(page, visit, log_in, client):
    ids = put_world()
    log_in(User.objects.get(username="sari"))
    page.set_viewport_size(PHONE)
    paths = list(pages(client, ids))
    assert "\n".join(faults_on(page, visit, paths)) == ""
    assert len(paths) > 25


@pytest.mark.long
def test_what_the_administrator_sees_otherwise_fits_a_phone_and_reads_aloud(page, visit, log_in, client):
    ids = put_world()
    make_administrator()
    paths = unlike(client, ids, "admin", seen_by="sari")
    log_in(User.objects.get(username="admin"))
    page.set_viewport_size(PHONE)
    assert "\n".join(faults_on(page, visit, paths)) == ""
    assert len(paths) > 25


@pytest.mark.parametrize("who", ["yanti", "rina"])
def test_pages_of_the_office_fit_a_phone_and_read_aloud(page, visit, log_in, client, who):
    """What only UP-UP (yanti) or the coordinator (rina) opens: verifying, deciding, paying, answering."""
    ids = put_world()
    paths = pages_of_offices(client, ids, who)
    log_in(User.objects.get(username=who))
    page.set_viewport_size(PHONE)
    assert "\n".join(faults_on(page, visit, paths)) == ""
    assert len(paths) > 3
