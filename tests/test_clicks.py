"""Every page is at most three clicks from where the day of somebody who needs it begins: links are walked.

And the way back over its breadcrumbs is called as the pages call themselves.
"""

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape

import pytest
from django.urls import Resolver404, resolve

from ledger.models import BlmGrant, Loan
from tests.support.let_in import filled_paths, paths_of
from tests.support.opened import Readers
from tests.support.permissions import RIGHTS

pytestmark = [pytest.mark.once, pytest.mark.long]

CLICKS = 3
LINK = re.compile(r'href="(/[^"#]*)')
FILES = (".pdf", ".png", ".js", ".webmanifest", "unduh=")
SAME = 3  # pages of one kind that are looked at: what links a page has depends on what it is about


def kind_of(href: str) -> str:
    """The name of the address; "" for what is none of the product's."""
    try:
        return resolve(href.partition("?")[0]).view_name
    except Resolver404:
        return ""


def links_of(pages: Sequence[str]) -> list[str]:
    """Every address that these pages lead to, once."""
    found = (unescape(href) for page in pages for href in LINK.findall(page))
    return [href for href in dict.fromkeys(found) if not href.startswith("/static/")]


def within(readers: Readers, role: str, sought: Sequence[str]) -> set[str]:
    """The kinds of pages that are so few clicks from the landing page; to look for a word is a click too."""
    start, landing = readers.landing(role)
    boxes = "".join(f'<a href="/cari/?q={words}">' for words in sought)
    reached, looked, pages = {kind_of(start)}, Counter(), [landing.markup, boxes]
    for click in range(CLICKS):
        wanted = []
        for href in links_of(pages):
            kind = kind_of(href)
            reached.add(kind)
            if not any(mark in href for mark in FILES) and (looked[kind] < SAME or "/cari/" in href):
                looked[kind] += 1
                wanted.append(href)
        pages = [readers.open(role, href).markup for href in wanted] if click < CLICKS - 1 else []
    return reached


# Pages without links: before the login, of the phone's own, and what lists ask for while somebody types.
NO_LINKS = {
    "login",
    "second_factor",
    "new_password",
    "offline",
    "session_state",
    "health",
    "groups:region_search",
    "groups:bkm_search",
    "groups:ksm_search",
    "groups:paper_checked",
}
# May be opened, but is nobody's work there.
NOT_NEEDED = {
    "rel": {
        "dashboard",
        "pipeline",
        "tridaya",
        "recap",
        "recap_pictures",
        "batch_print",
        "groups:job_list",
    },  # one group
    "fas": {"recap", "recap_pictures"},
    "upk": {"meetings:today"},
    "kor": {"meetings:today"},
    "kota": {"meetings:today"},
}
# Of a state in which nothing of the world is: a group that forms, ends or waits to pass, a proposal not sent.
OTHER_STATE = {
    "recovery_codes",
    "backup_file",  # offered to who logged in by the second factor
    "groups:factor_reset_ask",
    "groups:ksm_take_out",
    "groups:mentoring_start",
    "groups:mentoring_move",
    "groups:rules_together",
    "savings:dissolution_undo",
    "savings:ending",
    "savings:exit",
    "savings:exit_undo",
    "savings:move_undo",
    "savings:opening",
    "savings:opening_undo",
    "savings:surplus_share",
    "ledger:loan_decide",
    "ledger:loan_heir_pay",
    "ledger:loan_recover",
    "ledger:loan_act_undo",
    "ledger:write_off_undo",
    "ledger:heir_payment_undo",
    "ledger:outside_receive",
    "ledger:outside_cancel",
    "meetings:month_reopen",
    "meetings:draft_discard",
    "assessment:declare",
    "assessment:extend",
    "assessment:overrule",
    "assessment:eligibility_propose",
    "blm:create",
    "blm:update",
    "blm:line_create",
    "blm:line_update",
    "blm:member_create",
    "blm:member_update",
    "blm:verify",
    "blm:decide",
    "blm:agree",
    "blm:pay",
    "blm:report_submit",
    "blm:give_back",
}
# One click further: an act on one row, offered on the page of that row, or right after what it follows.
ON_THE_PAGE_OF_ITS_ROW = {
    "groups:checklist_withdraw",  # below the checklist that was entered by mistake
    "savings:member_book",  # the months of a passbook, beside it
    "savings:surplus_pay",  # of one member, below the year's surplus
    "savings:surplus_undo",
    "savings:payout_undo",
    "ledger:joint_return",  # of one payer, below the case
    "ledger:joint_undo",
    "ledger:joint_return_undo",
    "meetings:receipt",  # of one member, below the sheet that was closed
    "meetings:correction_money",  # the second half of one correction
    "meetings:list_template",  # files, beside the field that takes them back
    "meetings:weeks_file",
}


# Somebody of each of these works at a landing page.
AT_WORK = ("fas", "rel", "upk", "kor", "kota", "adm")


def test_every_page_is_three_clicks_away_for_whom_it_is(db):
    """An administrator reads everything, and needs what nobody else may open."""
    readers = Readers()
    ids, paths = readers.ids, filled_paths(readers.ids)
    numbers = Loan.objects.filter(ksm=ids["ksm_id"]).values_list("number", flat=True)
    grants = BlmGrant.objects.filter(ksm=ids["ksm_id"]).values_list("number", flat=True)
    sought = ["mawar", "mawar 1", *(f"mawar {number}" for number in sorted({*numbers, *grants}))]
    reached = {role: within(readers, role, sought) for role in AT_WORK}
    far = {
        (role, kind_of(paths[right.path]))
        for right in RIGHTS
        if "G" in right.methods and not right.path.endswith(FILES)
        for role in AT_WORK
        if right.answers[role] == "y" and kind_of(paths[right.path]) not in reached[role]
        if role != "adm" or not any(right.answers[one] == "y" for one in AT_WORK if one != "adm")
    }
    allowed = NO_LINKS | OTHER_STATE | ON_THE_PAGE_OF_ITS_ROW
    assert {(role, kind) for role, kind in far if kind not in allowed | NOT_NEEDED.get(role, set())} == set()
    assert allowed - {kind for _, kind in far} == set(), "nearer than is told here"


# The ways that a page offers by name: its breadcrumbs, its tabs, the menu.
WAYS = re.compile(r'<nav [^>]*"(crumbs|Menu utama|[^"]*tabs)".*?</nav>', re.DOTALL)
NAMED = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def words_of(markup: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", "", markup)).split()).casefold()


def first_of(pattern: re.Pattern, page: str) -> str:
    found = pattern.search(page)
    return words_of(found.group(1)) if found else ""


def share_a_word(one: str, other: str) -> bool:
    return bool({*re.findall(r"\w{3,}", one)} & {*re.findall(r"\w{3,}", other)})


def test_breadcrumbs_tabs_menu_and_titles_are_called_as_the_page_they_lead_to(db):
    """By its whole heading, or a shorter form of it: "Kelayakan" of "Kelayakan BLM Sosial"; a title says at
    least one word of the heading, for it names the group too.
    """
    readers, others, ways = Readers(), set(), Counter()
    own = paths_of("fas", readers.ids)
    walked = [("fas", path) for path in own]
    walked += [("adm", path) for path in paths_of("adm", readers.ids) if path not in set(own)]
    for role, path in walked:
        page = readers.open(role, path).markup
        heading, title = first_of(HEADING, page), first_of(TITLE, page).removesuffix(" · buku ksm")
        if heading and not share_a_word(title, heading):
            others.add((title, heading))
        for way in WAYS.finditer(page):
            ways[way.group(1)] += 1
            for href, label in NAMED.findall(way.group(0)):
                leads_to = first_of(HEADING, readers.open(role, unescape(href)).markup)
                if words_of(label) not in leads_to:
                    others.add((words_of(label), leads_to))
    assert {"crumbs", "Menu utama", "actions tabs", "tabs"} <= set(ways)
    assert others == set()
