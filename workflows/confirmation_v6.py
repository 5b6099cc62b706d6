"""The sixth version: the court reports danger of what was applied for under an earlier one too."""

from dataclasses import replace

from mediation.rules.grammar import newer
from workflows.confirmation_v5 import CONFIRMATION_V5

CONFIRMATION_V6 = newer(
    CONFIRMATION_V5, (replace(CONFIRMATION_V5.by_step["report_danger"], of_every_version=True),)
)
