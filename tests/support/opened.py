"""Pages of the kept world as somebody of a role sees them, for the many tests that only read them.

Drawing one takes longer than reading it in any way, so each is drawn once for all workers of a run.
"""

from dataclasses import dataclass

from django.test import Client

from tests.support.cast import at_home
from tests.support.kept_world import noon_of_the_world, put_world
from tests.support.shared import once_per_run
from tests.support.undrawn import no_paper


@dataclass(frozen=True)
class Page:
    """What was answered: `markup` is "" but for a page, `leads_to` for what leads nowhere else."""

    markup: str
    leads_to: str


_opened: dict[tuple[str, str], Page] = {}


class Readers:
    """The world, and somebody of each role who is logged in and changes nothing in it."""

    def __init__(self):
        self.ids = put_world()
        self.people = at_home(self.ids)
        self._clients: dict[str, Client] = {}

    def open(self, role: str, path: str) -> Page:
        """The page at this address at noon of the day of the world; papers are not laid out."""
        if (role, path) not in _opened:
            _opened[role, path] = Page(*once_per_run(f"{role} {path}", lambda: self._drawn(role, path)))
        return _opened[role, path]

    def _drawn(self, role: str, path: str) -> tuple[str, str]:
        with noon_of_the_world(), no_paper():
            answer = self._client(role).get(path)
        drawn = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
        markup = answer.content.decode() if drawn else ""
        return markup, answer.headers.get("Location", "")

    def landing(self, role: str) -> tuple[str, Page]:
        """Where the day of this role begins."""
        path = "/"
        while leads_to := self.open(role, path).leads_to:
            path = leads_to
        return path, self.open(role, path)

    def _client(self, role: str) -> Client:
        if role not in self._clients:
            self._clients[role] = Client()
            user = self.people[role]
            if user:
                self._clients[role].force_login(user)
        return self._clients[role]
