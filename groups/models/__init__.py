from groups.models.agreements import GroupRule
from groups.models.groups import Ksm
from groups.models.members import Member, OfficerTerm
from groups.models.people import Posting, User
from groups.models.places import Bkm, Region, ServiceUnit
from groups.models.program import ProgramRule

__all__ = [
    "Bkm",
    "GroupRule",
    "Ksm",
    "Member",
    "OfficerTerm",
    "Posting",
    "ProgramRule",
    "Region",
    "ServiceUnit",
    "User",
]
