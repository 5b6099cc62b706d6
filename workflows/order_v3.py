"""The third version of 督办: an order stands until it is answered and checked, also once its case has closed."""

from dataclasses import replace

from workflows.order_v2 import ORDER_V2
from workflows.requests import LAPSE_ORDER, ORDER_LAPSED

ORDER_V3 = replace(
    ORDER_V2,
    version=3,
    states=tuple(state for state in ORDER_V2.states if state is not ORDER_LAPSED),
    steps=tuple(step for step in ORDER_V2.steps if step is not LAPSE_ORDER),
    lapses=None,
)
