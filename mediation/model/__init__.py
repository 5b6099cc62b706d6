"""The tables: no queries, no rules."""

from mediation.model.cases import Appointment, Case, CaseLink, CaseNumber, Filing, HandOver, Holding
from mediation.model.court import (
    Confirmation,
    CourtRegime,
    Delivery,
    Diversion,
    Objection,
    ObjectionDelivery,
    ObjectionRuling,
    Questioning,
)
from mediation.model.dossiers import Attachment, Binding, Dossier
from mediation.model.health import HealthCheck
from mediation.model.history import CaseChain, CaseEvent, Checkpoint, CheckpointHead
from mediation.model.importing import CaseImport, CaseImportLine
from mediation.model.mediating import (
    Agreement,
    FactSignature,
    Investigation,
    Obligation,
    ReturnVisit,
    Signature,
    Sitting,
    SittingMediator,
    SittingParty,
    UndisputedFact,
)
from mediation.model.notices import Notice
from mediation.model.overseeing import AreaFigures, Digest, DigestNotice, Escalation, Export, WhatIf
from mediation.model.papers import Deadline, Document, OutboxItem, PaperPreview
from mediation.model.parties import Consent, Party, Representative
from mediation.model.people import Command, Draft, Membership, Person, SignInAttempt, WebSession
from mediation.model.performing import Performance
from mediation.model.places import (
    CalendarDay,
    Category,
    Counter,
    CourtArea,
    Organisation,
    OrganisationCategory,
    Region,
    RegionChange,
    Setting,
)
from mediation.model.recounting import Recount, RecountLine
from mediation.model.registry import Table
from mediation.model.requests import Request
from mediation.model.running import Batch, BatchFollower, Run, RunLine
from mediation.model.signing import (
    CourtApproval,
    DrawnSignature,
    Repetition,
    SigningCode,
    SigningLink,
    SigningRound,
    SigningTry,
)
from mediation.model.statistics import (
    Averted,
    Bulletin,
    CategorySeries,
    PeriodClosing,
    PeriodCorrection,
    PeriodReport,
    Screening,
)
from mediation.model.suing import Complaint, Hearing
from mediation.model.texts import CommonClause, Wording
from mediation.model.triage import Absence, TriageDecision, TriageRetraction
from mediation.model.verifying import ReadingCode, SealCertificate, Typesetting, VerificationTry

__all__ = [
    "Absence",
    "Agreement",
    "Appointment",
    "AreaFigures",
    "Attachment",
    "Averted",
    "Batch",
    "BatchFollower",
    "Binding",
    "Bulletin",
    "CalendarDay",
    "Case",
    "CaseChain",
    "CaseEvent",
    "CaseImport",
    "CaseImportLine",
    "CaseLink",
    "CaseNumber",
    "Category",
    "CategorySeries",
    "Checkpoint",
    "CheckpointHead",
    "Command",
    "CommonClause",
    "Complaint",
    "Confirmation",
    "Consent",
    "Counter",
    "CourtApproval",
    "CourtArea",
    "CourtRegime",
    "Deadline",
    "Delivery",
    "Digest",
    "DigestNotice",
    "Diversion",
    "Document",
    "Dossier",
    "Draft",
    "DrawnSignature",
    "Escalation",
    "Export",
    "FactSignature",
    "Filing",
    "HandOver",
    "HealthCheck",
    "Hearing",
    "Holding",
    "Investigation",
    "Membership",
    "Notice",
    "Objection",
    "ObjectionDelivery",
    "ObjectionRuling",
    "Obligation",
    "Organisation",
    "OrganisationCategory",
    "OutboxItem",
    "PaperPreview",
    "Party",
    "Performance",
    "PeriodClosing",
    "PeriodCorrection",
    "PeriodReport",
    "Person",
    "Questioning",
    "ReadingCode",
    "Recount",
    "RecountLine",
    "Region",
    "RegionChange",
    "Repetition",
    "Representative",
    "Request",
    "ReturnVisit",
    "Run",
    "RunLine",
    "Screening",
    "SealCertificate",
    "Setting",
    "SignInAttempt",
    "Signature",
    "SigningCode",
    "SigningLink",
    "SigningRound",
    "SigningTry",
    "Sitting",
    "SittingMediator",
    "SittingParty",
    "Table",
    "TriageDecision",
    "TriageRetraction",
    "Typesetting",
    "UndisputedFact",
    "VerificationTry",
    "WebSession",
    "WhatIf",
    "Wording",
]
