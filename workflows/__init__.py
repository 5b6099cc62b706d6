"""The published definitions, handed to the core at start-up."""

from mediation.rules.grammar import Registry
from workflows import requests, roles
from workflows.confirmation import CONFIRMATION
from workflows.dispute import DISPUTE
from workflows.hand_over import HAND_OVER
from workflows.performance import PERFORMANCE

REGISTRY = Registry(
    definitions=(DISPUTE, CONFIRMATION, PERFORMANCE, HAND_OVER, *requests.ALL), roles=roles.ALL
)
