from groups.models.agreements import GroupRule
from groups.models.backups import Backup
from groups.models.consents import Consent, ConsentEffect, DataRequest
from groups.models.decisions import DecisionKind, DecisionOutcome, ForeignDecision
from groups.models.disclosures import NikDisclosure
from groups.models.entrance import Authenticator, FactorReset, LoginTries, PasswordCode, RecoveryCode
from groups.models.exports import Export, ExportPlace
from groups.models.groups import Ksm
from groups.models.growth import CommunityStatus, GrowthStage, Scorecard
from groups.models.handovers import Handover
from groups.models.jobs import Job, JobChunk, JobPiece, Worker
from groups.models.journey import (
    Attachment,
    Beneficiary,
    ChecklistRecord,
    CommunityGroup,
    Concern,
    Partnership,
    StepRecord,
    Training,
    VolunteerRecord,
    WorkPlanItem,
)
from groups.models.keys import KeyProof
from groups.models.logos import Logo
from groups.models.members import Member, OfficerTerm
from groups.models.mentoring import InventoryItem, VisitLog, Welfare
from groups.models.once import SentForm
from groups.models.papers import CodeQuestions, Paper, PaperPrint
from groups.models.people import Posting, User
from groups.models.places import Bkm, Region, RegionChange, ServiceUnit
from groups.models.program import ProgramRule
from groups.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Attachment",
    "Authenticator",
    "Backup",
    "Beneficiary",
    "Bkm",
    "ChecklistRecord",
    "CodeQuestions",
    "CommunityGroup",
    "CommunityStatus",
    "Concern",
    "Consent",
    "ConsentEffect",
    "DataRequest",
    "DecisionKind",
    "DecisionOutcome",
    "Export",
    "ExportPlace",
    "FactorReset",
    "ForeignDecision",
    "GroupRule",
    "GrowthStage",
    "Handover",
    "InventoryItem",
    "Job",
    "JobChunk",
    "JobPiece",
    "KeyProof",
    "Ksm",
    "LoginTries",
    "Logo",
    "Member",
    "NikDisclosure",
    "OfficerTerm",
    "Paper",
    "PaperPrint",
    "Partnership",
    "PasswordCode",
    "Posting",
    "ProgramRule",
    "RecoveryCode",
    "Region",
    "RegionChange",
    "Scorecard",
    "SentForm",
    "ServiceUnit",
    "StepRecord",
    "Training",
    "User",
    "VisitLog",
    "VolunteerRecord",
    "Welfare",
    "WorkPlanItem",
    "Worker",
]
