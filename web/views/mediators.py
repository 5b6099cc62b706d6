"""专职和培训: what an administrator notes of a mediator of the area, on the person's page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as sent
from flask.typing import ResponseReturnValue

from mediation.readmodels.directory_people import PersonPage, person_page, training_of
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import Engagement
from mediation.services.directory.mediators import (
    note_engagement,
    note_training,
    withdraw_training,
)
from mediation.services.directory.trainings import TrainingGiven
from mediation.services.perform import perform
from web.access import access
from web.forms.directory_acts import NOTE_ENGAGEMENT, NOTE_TRAINING, WITHDRAW_TRAINING, ActForm
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("mediators", __name__, url_prefix="/directory/people/<uuid:person_id>")


@blueprint.get("/engagement")
@access(Permission.ADMINISTER)
def engagement_form(person_id: UUID) -> str:
    return _form(_person(person_id), NOTE_ENGAGEMENT, Typed.starting(from_on=house().clock.today()))


@blueprint.post("/engagement")
@access(Permission.ADMINISTER)
def engage(person_id: UUID) -> ResponseReturnValue:
    page, typed = _person(person_id), Typed.of(sent.form)
    reader = Reader(typed)
    given = {
        "engagement": reader.term("engagement", Engagement, required=True),
        "from_on": reader.day("from_on", required=True),
        "reason": reader.text("reason"),
    }
    try:
        reader.refuse()
        perform(house(), note_engagement, actor=current_actor(), key=sent_key(), person_id=person_id, **given)
    except BadInput as refusal:
        return _form(page, NOTE_ENGAGEMENT, typed.refused(refusal)), 422
    return _back(person_id, say("已保存"))


@blueprint.get("/trainings/new")
@access(Permission.ADMINISTER)
def training_form(person_id: UUID) -> str:
    return _form(_person(person_id), NOTE_TRAINING, Typed.starting(held_on=house().clock.today()))


@blueprint.post("/trainings/new")
@access(Permission.ADMINISTER)
def train(person_id: UUID) -> ResponseReturnValue:
    page, typed = _person(person_id), Typed.of(sent.form)
    reader = Reader(typed)
    given = TrainingGiven(
        held_on=reader.day("held_on", required=True),
        hours=reader.count("hours"),
        subject=reader.text("subject"),
        held_by=reader.text("held_by"),
    )
    try:
        reader.refuse()
        perform(
            house(), note_training, actor=current_actor(), key=sent_key(), person_id=person_id, given=given
        )
    except BadInput as refusal:
        return _form(page, NOTE_TRAINING, typed.refused(refusal)), 422
    return _back(person_id, say("已登记培训"))


@blueprint.get("/trainings/<uuid:training_id>/withdraw")
@access(Permission.ADMINISTER)
def withdraw_form(person_id: UUID, training_id: UUID) -> str:
    page = _person(person_id)
    return _form(page, WITHDRAW_TRAINING, Typed(), _about(page, training_id))


@blueprint.post("/trainings/<uuid:training_id>/withdraw")
@access(Permission.ADMINISTER)
def withdraw(person_id: UUID, training_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(sent.form)
    try:
        perform(
            house(),
            withdraw_training,
            actor=current_actor(),
            key=sent_key(),
            training_id=training_id,
            reason=Reader(typed).text("reason"),
        )
    except BadInput as refusal:
        page = _person(person_id)
        return _form(page, WITHDRAW_TRAINING, typed.refused(refusal), _about(page, training_id)), 422
    return _back(person_id, say("已撤销这次培训的登记"))


def _person(person_id: UUID) -> PersonPage:
    with house().read() as session:
        return person_page(session, house().registry, current_actor(), person_id, house().clock.today())


def _about(page: PersonPage, training_id: UUID) -> Message:
    found = training_of(page, training_id)
    return say("{day}，{subject}", day=found.held_on, subject=found.subject)


def _back(person_id: UUID, said: Message) -> ResponseReturnValue:
    flash(worded(said), "good")
    return redirect(f"{url_for('people.one', person_id=person_id)}#mediating", 303)


def _form(page: PersonPage, wanted: ActForm, typed: Typed, about: Message | str = "") -> str:
    back = url_for("people.one", person_id=page.shown.id)
    return render_template(
        "directory/act.html",
        wanted=wanted,
        form=typed,
        crumbs=[(say("人员"), url_for("people.show")), (page.shown.name, back)],
        about=about,
        owed=(),
        back=back,
        engagements=[(one.value, say(one.title_text)) for one in Engagement],
        key=sent_key() or new_key(),
    )
