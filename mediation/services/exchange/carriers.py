"""Who may carry files between installations: the desks that send and receive cases for their institution."""

from __future__ import annotations

from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotAllowed
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import committee
from mediation.rules.vocabulary import Level, OrganisationKind

DESKS = (OrganisationKind.COURT, OrganisationKind.GOVERNANCE_CENTRE)
AT_COMMITTEES = (Level.COUNTY, Level.CITY)


def carrying_post(actor: Actor) -> Post | None:
    """The court's or the centre's desk, or the office of a committee of the county."""
    for post in actor.posts_with(Permission.REGISTER):
        whole = Permission.READ_ORGANISATION_CASES in post.role.may
        county = committee(post.kind) and post.level in AT_COMMITTEES
        if whole and (post.kind in DESKS or county):
            return post
    return None


def require_carrier(actor: Actor) -> Post:
    """NotAllowed for anybody else."""
    post = carrying_post(actor)
    if post is None:
        raise NotAllowed(
            say("交换文件由法院诉调对接人员、综治中心登记员或者旗县级调委会的主任、登记员导出和导入")
        )
    return post


def may_carry(actor: Actor) -> bool:
    return carrying_post(actor) is not None


def may_look(actor: Actor) -> bool:
    """Carriers, and whoever answers for the installation or for the area."""
    return may_carry(actor) or actor.has(Permission.ADMINISTER) or actor.has(Permission.READ_AREA)
