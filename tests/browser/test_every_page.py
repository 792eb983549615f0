"""Every page on a phone: nothing hangs over the edge, no script fails, and a screen reader finds its way."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe

from groups.models import User
from tests.support.kept_world import put_world
from tests.support.let_in import paths_of
from tests.support.opened import Readers
from tests.support.trials import trials
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
# such a line of elements for the first time in this walk is marked, to be weighed.
MARK_NEW = """() => {
  const known = new Set(JSON.parse(sessionStorage.lines ?? "[]"));
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
  return document.querySelectorAll("[data-mark-new]").length;
}"""
COLOURS_OF_NEW = ';axe.configure({ rules: [{ id: "color-contrast", selector: "[data-mark-new]" }] });'
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
    "backup_file",
    "step_file",
    "bkm_step_file",
    "stage_file",
    "bkm_logo_file",
    "ksm_logo_file",
    "worker",
    "manifest",
    "session_state",
    "health",
    "photo_file",
    "job_file",
    "group_workbook",
    "list_template",
    "area_list_template",
    "weeks_file",
}


def pages(role, ids):
    """Every page that somebody of this role may open (papers, files and what only redirects left out)."""
    left_out = {path for name, _, path in addresses(ids) if name in NOT_PAGES or path.endswith(".pdf")}
    return [path for path in paths_of(role, ids) if path not in left_out]


def pages_of_offices(ids, role):
    """Pages that UP-UP or the coordinator is let into and the facilitator is not, and all of BLM Sosial."""
    seen = set(pages("fas", ids))
    return [path for path in pages(role, ids) if path not in seen or "/blm/" in path]


def violations(page):
    """What axe has against the page; colours, which take longest, are weighed where nothing alike was.

    A page that has hardly anything but what was asked on another is asked in the long run alone.
    """
    if page.evaluate(MARK_NEW) < trials(4, 0):
        return []
    found = Axe(AXE_SCRIPT + COLOURS_OF_NEW).run(page, options={"resultTypes": ["violations"]})
    return found.response["violations"]


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


def faults_on(page, visit, paths) -> tuple[list[str], int]:
    """What is wrong with these pages, and how many were looked at: some lead on to another."""
    faults, seen = [], 0
    for path in paths:
        answer = visit(path)
        if answer.status == 200 and not answer.request.redirected_from:
            faults += faults_of(page, path)
            seen += 1
    return faults, seen


def unlike(readers, role, *, seen_by):
    """Pages of `role` of which the menu or what stands below it is unlike all that `seen_by` is shown."""
    seen: set[str] = set()
    found = []
    for one in (seen_by, role):
        found.clear()
        for path in pages(one, readers.ids):
            html = KEYS.sub("", readers.open(one, path).markup)
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
def test_every_page_fits_a_phone_and_reads_aloud(page, visit, log_in):
    ids = put_world()
    log_in(User.objects.get(username="sari"))
    page.set_viewport_size(PHONE)
    faults, seen = faults_on(page, visit, pages("fas", ids))
    assert "\n".join(faults) == ""
    assert seen > 100


@pytest.mark.long
def test_what_the_administrator_sees_otherwise_fits_a_phone_and_reads_aloud(page, visit, log_in):
    readers = Readers()
    paths = unlike(readers, "adm", seen_by="fas")[:: trials(3, 1)]
    log_in(readers.people["adm"])
    page.set_viewport_size(PHONE)
    faults, seen = faults_on(page, visit, paths)
    assert "\n".join(faults) == ""
    assert seen > trials(8, 25)


@pytest.mark.parametrize(("who", "role"), [("yanti", "ups"), ("rina", "kor")])
def test_pages_of_the_office_fit_a_phone_and_read_aloud(page, visit, log_in, who, role):
    """What only UP-UP (yanti) or the coordinator (rina) opens: verifying, deciding, paying, answering."""
    ids = put_world()
    paths = pages_of_offices(ids, role)
    log_in(User.objects.get(username=who))
    page.set_viewport_size(PHONE)
    faults, seen = faults_on(page, visit, paths)
    assert "\n".join(faults) == ""
    assert seen > 3
