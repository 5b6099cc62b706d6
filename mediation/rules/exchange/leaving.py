"""Which papers leave for another installation: what the receiver needs, and nothing that was said to settle.

Messages themselves are built of named columns in `services/exchange`; notes, sittings, offers, settlements and what
was said apart have no column there. Papers go by these closed lists, never by what happens to be in the file.
"""

from __future__ import annotations

from mediation.rules.vocabulary import AttachmentKind

LETTERS = frozenset({"transfer_letter", "delegation_letter", "entrustment_letter"})
"""Of the hand-over itself."""
FROM_A_COURT = frozenset({"first_mediation_consent"})
HANDED_IN = frozenset({AttachmentKind.IDENTITY, AttachmentKind.AUTHORITY, AttachmentKind.EVIDENCE})
"""Files that the parties handed in, without the words somebody gave them as a title."""
BACK_TO_THE_COURT = frozenset({"reply_letter"})
"""Once the dispute has ended (特邀调解规定 26)."""
SIGNED = frozenset({"agreement"})
"""Once it is in force, with the scan of the signed paper."""
