"""How each act writes: the table from the acts of a definition to the functions that carry them out."""

from __future__ import annotations

from collections.abc import Mapping

from mediation.rules import acts
from mediation.services.acts import agreeing, confirming, following_up, handing_over, opening, sitting
from mediation.services.step import Perform

ACTS: Mapping[str, Perform] = {
    acts.TRY_SETTLEMENT.name: opening.try_settlement,
    acts.RECORD_SETTLEMENT.name: opening.record_settlement,
    acts.GIVE_NUMBER.name: opening.give_number,
    acts.NAME_MEDIATORS.name: opening.name_mediators,
    acts.HOLD_SITTING.name: sitting.hold_sitting,
    acts.DRAW_AGREEMENT.name: agreeing.draw_agreement,
    acts.REDRAW_AGREEMENT.name: agreeing.redraw_agreement,
    acts.DROP_AGREEMENT.name: agreeing.drop_agreement,
    acts.AGREE_ORALLY.name: agreeing.agree_orally,
    acts.GATHER_MARKS.name: agreeing.gather_marks,
    acts.PUT_IN_FORCE.name: agreeing.put_in_force,
    acts.OFFER_CASE.name: handing_over.offer_case,
    acts.TAKE_OVER.name: handing_over.take_over,
    acts.START_ANEW.name: handing_over.start_anew,
    acts.RETURN_CASE.name: handing_over.return_case,
    acts.REPORT_DANGER.name: opening.report_danger,
    acts.LIFT_DANGER.name: opening.lift_danger,
    acts.MAKE_VISIT.name: following_up.make_visit,
    acts.CHECK_DUTY.name: following_up.check_duty,
    acts.DRAW_CONFIRMATION.name: confirming.draw_confirmation,
    acts.SIGN_APPLICATION.name: confirming.sign_application,
    acts.SUBMIT_APPLICATION.name: confirming.submit_application,
    acts.ACCEPT_APPLICATION.name: confirming.accept_application,
    acts.PREPARE_RULING.name: confirming.prepare_ruling,
    acts.WITHDRAW_APPLICATION.name: confirming.withdraw_application,
    acts.MAKE_RULING.name: confirming.make_ruling,
    acts.SEAL_RULING.name: confirming.seal_ruling,
    acts.SERVE_RULING.name: confirming.serve_ruling,
}
