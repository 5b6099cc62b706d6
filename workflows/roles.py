"""Who takes part: each role, where it is held, and what it may do beside the steps that name it."""

from mediation.rules.grammar import Permission, Role
from mediation.rules.vocabulary import OrganisationKind as At

COMMITTEES = (At.COMMITTEE, At.INDUSTRY_COMMITTEE)

GRID_WORKER = Role(
    "grid_worker",
    "网格员",
    at=COMMITTEES,
    may=frozenset({Permission.REGISTER, Permission.READ_OWN_CASES}),
)
REGISTRAR = Role(
    "registrar",
    "登记员",
    at=COMMITTEES,
    may=frozenset({Permission.REGISTER, Permission.READ_ORGANISATION_CASES, Permission.REVEAL}),
)
MEDIATOR = Role(
    "mediator",
    "人民调解员",
    at=COMMITTEES,
    may=frozenset({Permission.REGISTER, Permission.READ_OWN_CASES, Permission.REVEAL}),
)
COMMITTEE_HEAD = Role(
    "committee_head",
    "调委会主任",
    at=COMMITTEES,
    may=frozenset(
        {
            Permission.REGISTER,
            Permission.READ_ORGANISATION_CASES,
            Permission.REVEAL,
            Permission.REVERSE,
            Permission.KEEP_TEXTS,
        }
    ),
)
COURT_LIAISON = Role(
    "court_liaison",
    "法院诉调对接人员",
    at=(At.COURT,),
    may=frozenset(
        {
            Permission.REGISTER,
            Permission.READ_ORGANISATION_CASES,
            Permission.READ_COURT_MATTERS,
            Permission.REVEAL,
            Permission.REVERSE,
        }
    ),
)
JUDGE = Role(
    "judge",
    "审判员",
    at=(At.COURT,),
    may=frozenset({Permission.READ_COURT_MATTERS, Permission.REVEAL, Permission.REVERSE}),
)
COURT_CLERK = Role(
    "court_clerk",
    "书记员",
    at=(At.COURT,),
    may=frozenset({Permission.READ_COURT_MATTERS, Permission.REVEAL}),
)
SUPERVISOR = Role(
    "supervisor",
    "督导",
    at=(At.JUSTICE_BUREAU, At.JUSTICE_STATION, At.GOVERNANCE_CENTRE),
    may=frozenset({Permission.READ_AREA, Permission.REVERSE}),
)
CENTRE_DESK = Role(
    "centre_desk",
    "综治中心登记员",
    at=(At.GOVERNANCE_CENTRE,),
    may=frozenset(
        {Permission.REGISTER, Permission.READ_ORGANISATION_CASES, Permission.REVEAL, Permission.REVERSE}
    ),
)
DEPARTMENT_OFFICER = Role(
    "department_officer",
    "部门承办人",
    at=(At.DEPARTMENT,),
    may=frozenset({Permission.READ_CALLS, Permission.REVERSE}),
)
ADMINISTRATOR = Role(
    "administrator",
    "管理员",
    at=(At.JUSTICE_BUREAU, At.GOVERNANCE_CENTRE),
    may=frozenset({Permission.ADMINISTER, Permission.KEEP_TEXTS}),
)

ALL = (
    GRID_WORKER,
    REGISTRAR,
    MEDIATOR,
    COMMITTEE_HEAD,
    COURT_LIAISON,
    JUDGE,
    COURT_CLERK,
    SUPERVISOR,
    CENTRE_DESK,
    DEPARTMENT_OFFICER,
    ADMINISTRATOR,
)
