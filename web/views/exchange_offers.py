"""A case that another installation offers: read, signed for or returned; and one's own asked back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.model import Case
from mediation.readmodels.exchange_offers import offer_page
from mediation.rules.errors import BadInput, ConditionsUnmet, MediationError, WrongState
from mediation.rules.messages import say
from mediation.services.exchange.recall_offer import recall_offer
from mediation.services.exchange.sign_offer import return_offer, sign_offer
from mediation.services.perform import perform
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("exchange_offers", __name__, url_prefix="/exchange")


@blueprint.get("/offers/<uuid:offer_id>")
@access(SIGNED_IN)
def show(offer_id: UUID) -> ResponseReturnValue:
    return _page(offer_id, Typed())


@blueprint.post("/offers/<uuid:offer_id>/sign")
@access(SIGNED_IN)
def sign(offer_id: UUID) -> ResponseReturnValue:
    """From now on it is a case of this organisation."""
    try:
        case_id = perform(house(), sign_offer, actor=current_actor(), key=sent_key(), offer_id=offer_id)
    except (BadInput, ConditionsUnmet, WrongState) as refusal:
        return _page(offer_id, Typed().refused(_all(refusal))), status_of(refusal)
    with house().read() as session:
        public_id = session.get_one(Case, case_id).public_id
    flash(worded(say("已签收，案件由本组织办理；请导出文件，把签收告知对方系统")), "good")
    return redirect(url_for("case.show", public_id=public_id), 303)


@blueprint.post("/offers/<uuid:offer_id>/return")
@access(SIGNED_IN)
def give_back(offer_id: UUID) -> ResponseReturnValue:
    """Back to the sender, with the reason; what was sent is deleted here."""
    typed = Typed.of(request.form)
    try:
        perform(
            house(),
            return_offer,
            actor=current_actor(),
            key=sent_key(),
            offer_id=offer_id,
            reason=typed.value("reason"),
        )
    except (BadInput, WrongState) as refusal:
        return _page(offer_id, typed.refused(_all(refusal))), status_of(refusal)
    flash(worded(say("已退回，收到的内容已经删除；请导出文件，把退回告知对方系统")), "good")
    return redirect(url_for("home.show"), 303)


@blueprint.post("/hand-overs/<uuid:hand_over_id>/recall")
@access(SIGNED_IN)
def recall(hand_over_id: UUID) -> ResponseReturnValue:
    """Asked back; until the other side answers, it stays offered."""
    perform(house(), recall_offer, actor=current_actor(), key=sent_key(), hand_over_id=hand_over_id)
    flash(worded(say("已请求撤回；对方没有签收的，下次导入对方的文件以后收回")), "good")
    return redirect(url_for("hand_overs.show", hand_over_id=hand_over_id), 303)


def _all(refusal: MediationError) -> BadInput:
    """Every reason, as problems of the form."""
    if isinstance(refusal, BadInput):
        return refusal
    if isinstance(refusal, ConditionsUnmet):
        return BadInput(*(BadInput.at("", one).problems[0] for one in refusal.conditions))
    return BadInput.at("", refusal.message)


def _page(offer_id: UUID, form: Typed) -> str:
    with house().read() as session:
        found = offer_page(session, house().registry, current_actor(), offer_id)
    return render_template(
        "exchange/offer.html", found=found, form=form, key=new_key(), today=house().clock.today()
    )
