"""The plans for many cases at once, by the kind under which they are stored."""

from __future__ import annotations

from collections.abc import Mapping

from mediation.services.many.batch import ApplyTogether, DrawAgreements, OpenCases, SignAgreements
from mediation.services.many.court import AcceptSeries, RuleSeries, SealSeries, ServeSeries
from mediation.services.many.plan import Plan
from mediation.services.many.sending import GoToTrial, SendElsewhere, SendOut
from mediation.services.many.stand_in import StandIn
from mediation.services.many.steps import AppointMany, DelegateMany, ExtendMany, OfferMany
from mediation.services.many.versions import MoveBack, MoveMatters

PLANS: Mapping[str, type[Plan]] = {
    plan.kind: plan
    for plan in (
        StandIn,
        AppointMany,
        ExtendMany,
        OfferMany,
        DelegateMany,
        SendOut,
        SendElsewhere,
        GoToTrial,
        OpenCases,
        DrawAgreements,
        SignAgreements,
        ApplyTogether,
        AcceptSeries,
        RuleSeries,
        SealSeries,
        ServeSeries,
        MoveMatters,
        MoveBack,
    )
}
