"""What each legal paper contains, as plain data that can be stored, digested and printed; no I/O."""

from mediation.rules.papers.clauses import (
    Clause,
    Instalment,
    PaperObligation,
    clause_text,
    clauses_of,
    ordinal,
)
from mediation.rules.papers.contents.confirming import (
    ConfirmationApplication,
    ConfirmationRuling,
    MediationCertificate,
    MediationPaper,
    ObjectionRuling,
    PaperObjection,
    ServiceAddresses,
)
from mediation.rules.papers.contents.filing import CorrectionNotice, FilingReceipt, FilingRefusal
from mediation.rules.papers.contents.intake import IntakeForm, PartyConsent, RightsNotice
from mediation.rules.papers.contents.mediating import Agreement, SittingRecord
from mediation.rules.papers.dates import date_in_characters, printed_date, printed_instant
from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import (
    ADDRESS_WITHHELD,
    PaperParty,
    PaperRepresentative,
    PartyLine,
    ServiceAddress,
    SigningPlace,
    interpreters,
    party_lines,
    signing_place,
)
from mediation.rules.papers.registry import PAPERS

__all__ = [
    "ADDRESS_WITHHELD",
    "PAPERS",
    "Agreement",
    "Clause",
    "ConfirmationApplication",
    "ConfirmationRuling",
    "Contents",
    "Copies",
    "CorrectionNotice",
    "FilingReceipt",
    "FilingRefusal",
    "Instalment",
    "IntakeForm",
    "MediationCertificate",
    "MediationPaper",
    "ObjectionRuling",
    "PaperKind",
    "PaperObjection",
    "PaperObligation",
    "PaperParty",
    "PaperRepresentative",
    "PartyConsent",
    "PartyLine",
    "RightsNotice",
    "ServiceAddress",
    "ServiceAddresses",
    "SigningPlace",
    "SittingRecord",
    "clause_text",
    "clauses_of",
    "date_in_characters",
    "interpreters",
    "ordinal",
    "party_lines",
    "printed_date",
    "printed_instant",
    "signing_place",
]
