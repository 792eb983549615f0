"""Every cell of the table of rights (tests/support/permissions.py), asked of the product itself."""

from collections import Counter

import pytest
from django.db import transaction
from django.test import Client

from tests.support import factories
from tests.support.cast import cast
from tests.support.kept_world import put_world
from tests.support.let_in import filled_paths, fits, starred
from tests.support.permissions import PAGE, RIGHTS, ROLES, page
from tests.support.trials import trials
from tests.support.undrawn import nothing_drawn
from tests.support.world import addresses, patterns

pytestmark = [pytest.mark.once, pytest.mark.long]

METHODS = {"G": "get", "P": "post"}
# 400: somebody entitled sent nothing that could be understood; 503: told a monitor that no worker lives.
LET_IN = {200, 302, 400, 503}


# Of another group of the same BKM, and of another BKM: alike in that they see nothing of this group.
STRANGERS = ("rel2", "up2", "kor2", "fas2")


class Person:
    """A client that stays logged in whatever it sends."""

    def __init__(self, user):
        self.client, self.key = Client(), ""
        if user:
            self.client.force_login(user)
            self.key = self.client.cookies["sessionid"].value

    def ask(self, method, path):
        """The letter of what is answered; whatever it changed is undone."""
        if self.key:
            self.client.cookies["sessionid"] = self.key
        with transaction.atomic():
            answer = getattr(self.client, method)(path)
            transaction.set_rollback(True)
        if answer.status_code == 302 and answer.headers["Location"].startswith("/masuk/?next="):
            return "m"
        if answer.status_code in LET_IN:
            return "y"
        return {403: "n", 404: "-", 405: "405"}.get(answer.status_code, str(answer.status_code))


def test_every_role_gets_what_the_table_says(db, tried):
    """Whoever stays outside is asked of everything, of the four strangers two by turns; whoever is let in
    takes longest, and is asked of every third.

    `make trust` asks of all; walks over pages open all that facilitator, coordinator and administrator may.
    """
    ids = put_world()
    people = {role: Person(user) for role, user in cast(ids).items()}
    paths, wrong, asked, let_in = filled_paths(ids), [], 0, Counter()
    with nothing_drawn():
        for turn, right in enumerate(RIGHTS):
            others = trials(STRANGERS[turn % 2 :: 2], ())
            for letter in right.methods:
                for role, expected in right.answers.items():
                    if role in others and expected != "y":
                        continue
                    let_in[role] += expected == "y"
                    if expected == "y" and let_in[role] % trials(3, 1):
                        continue
                    asked += 1
                    got = people[role].ask(METHODS[letter], paths[right.path])
                    if got != expected:
                        wrong.append(f"{role} {METHODS[letter]} {right.path}: {got}, not {expected}")
    assert wrong == []
    assert asked > 2000
    tried(asked, "requests of strangers, readers and others: each answered as the table says")


def test_every_address_and_method_has_a_line(db):
    """An address without a line answers 405, whoever asks."""
    ids = put_world()
    sari = Person(factories.User.objects.get(username="sari"))
    covered = {(right.path, letter) for right in RIGHTS for letter in right.methods}
    missing = []
    with nothing_drawn():
        for (_, pattern), (_, _, path) in zip(patterns(), addresses(ids), strict=True):
            for letter, method in METHODS.items():
                if (starred(pattern), letter) in covered:
                    continue
                got = sari.ask(method, path)
                if got != "405":
                    missing.append(f"{starred(pattern)} {letter}")
    assert missing == [], "Add to tests/support/permissions.txt, with a letter for each of ROLES"


def test_every_line_is_an_address_and_stands_once():
    known = {starred(pattern) for _, pattern in patterns()}
    lines = [(right.path, letter) for right in RIGHTS for letter in right.methods]
    assert len(lines) == len(set(lines))
    assert [path for path, _ in lines if not any(fits(path, one) for one in known)] == []
    assert all(set(right.answers) == set(ROLES) for right in RIGHTS)


def test_the_document_says_the_same():
    assert PAGE.read_text() == page(), "Run `python -m tests.support.permissions`"
