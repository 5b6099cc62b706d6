"""The fourth version of 联合调解: who was invited under an earlier one reports danger too."""

from dataclasses import replace

from mediation.rules.grammar import newer
from workflows.joint_v3 import JOINT_V3

JOINT_V4 = newer(JOINT_V3, (replace(JOINT_V3.by_step["report_danger"], of_every_version=True),))
