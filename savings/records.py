"""The official papers of an exit and of a group's end."""

from groups.papers.register import Act
from savings.models import Dissolution, MemberExit

EXIT, ENDING = "KELUAR", "BA-BUBAR"


def exit_act(done: MemberExit) -> Act:
    title = f"Penyelesaian anggota {done.member.number}"
    return Act(EXIT, str(done.member_id), done.date, title)


def ending_act(ending: Dissolution) -> Act:
    return Act(ENDING, str(ending.pk), ending.date, "Berita acara pembubaran")
