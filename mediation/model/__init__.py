"""The tables: no queries, no rules."""

from mediation.model.cases import Appointment, Case, CaseLink, CaseNumber, Filing, HandOver, Holding
from mediation.model.court import (
    Confirmation,
    Delivery,
    Diversion,
    Objection,
    ObjectionDelivery,
    ObjectionRuling,
)
from mediation.model.dossiers import Attachment, Binding, Dossier
from mediation.model.history import CaseChain, CaseEvent, Checkpoint, CheckpointHead
from mediation.model.mediating import (
    Agreement,
    FactSignature,
    Obligation,
    ReturnVisit,
    Signature,
    Sitting,
    SittingMediator,
    SittingParty,
    UndisputedFact,
)
from mediation.model.papers import Deadline, Document, OutboxItem
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
from mediation.model.triage import Absence, TriageDecision, TriageRetraction

__all__ = [
    "Absence",
    "Agreement",
    "Appointment",
    "Attachment",
    "Batch",
    "BatchFollower",
    "Binding",
    "CalendarDay",
    "Case",
    "CaseChain",
    "CaseEvent",
    "CaseLink",
    "CaseNumber",
    "Category",
    "Checkpoint",
    "CheckpointHead",
    "Command",
    "Confirmation",
    "Consent",
    "Counter",
    "CourtArea",
    "Deadline",
    "Delivery",
    "Diversion",
    "Document",
    "Dossier",
    "Draft",
    "FactSignature",
    "Filing",
    "HandOver",
    "Holding",
    "Membership",
    "Objection",
    "ObjectionDelivery",
    "ObjectionRuling",
    "Obligation",
    "Organisation",
    "OrganisationCategory",
    "OutboxItem",
    "Party",
    "Performance",
    "Person",
    "Recount",
    "RecountLine",
    "Region",
    "RegionChange",
    "Representative",
    "Request",
    "ReturnVisit",
    "Run",
    "RunLine",
    "Setting",
    "SignInAttempt",
    "Signature",
    "Sitting",
    "SittingMediator",
    "SittingParty",
    "Table",
    "TriageDecision",
    "TriageRetraction",
    "UndisputedFact",
    "WebSession",
]
