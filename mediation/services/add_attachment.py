"""Adding photos, scans and PDFs to a case: their bytes are inspected and stored before, the rows follow here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Attachment, Document, Dossier, Party, Sitting
from mediation.rules.actor import Actor, Post
from mediation.rules.attachments import AttachmentGiven, KeptFile
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.rules.policy import CaseView, may_read_sitting_apart
from mediation.rules.vocabulary import AttachmentKind, DocumentState, SittingKind
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, load_case
from mediation.services.note_event import post_here
from mediation.services.read_attachment import mediators_of
from mediation.services.read_document import is_open_to
from mediation.services.record_event import record_event
from mediation.services.signing_rounds import is_signed_by_phone
from mediation.services.unit_of_work import UnitOfWork

LONGEST_TITLE = 100


def add_attachment(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    given: AttachmentGiven,
    files: tuple[KeptFile, ...],
) -> UUID:
    """Add files of one kind, all or none; the answer is the last one's id. Nobody's open form becomes stale by it."""
    loaded = load_case(uow, actor, case_id)
    post = post_here(actor, loaded)
    require_open_file(uow.session, case_id)
    check = FieldCheck()
    check.require("files", files, say("请选择要上传的文件"))
    check_given(uow.session, check, actor, case_id, given, clock)
    check.refuse()
    return [keep_attachment(uow, loaded, actor, post, clock.now(), given, file) for file in files][-1].id


def keep_attachment(
    uow: UnitOfWork,
    loaded: Loaded,
    actor: Actor,
    post: Post,
    at: datetime,
    given: AttachmentGiven,
    file: KeptFile,
) -> Attachment:
    """The row of one file and its event; for use cases that have checked what is given."""
    assert given.kind is not None
    attachment = Attachment(
        case_id=loaded.case.id,
        kind=given.kind,
        document_id=given.document_id,
        sitting_id=given.sitting_id,
        party_id=given.party_id,
        media_type=file.media_type,
        digest=file.digest,
        sent_digest=file.sent_digest,
        size=file.size,
        pages=file.pages,
        thumb_digest=file.thumb_digest or None,
        shows_numbers=given.shows_numbers or given.kind.shows_numbers or _prints_numbers(uow.session, given),
        happened_on=given.happened_on,
        organisation_id=post.organisation_id,
        uploaded_by=actor.person_id,
        uploaded_at=at,
    )
    uow.session.add(attachment)
    attachment.title = given.title.strip() or given.kind.title_text
    data = {
        "material": given.kind.value,
        "pages": file.pages,
        "digest": file.digest,
        "sent": file.sent_digest,
    }
    note_about(uow, loaded, "attachment:added", actor, post, at, data)
    return attachment


def note_about(
    uow: UnitOfWork,
    loaded: Loaded,
    tag: str,
    actor: Actor,
    post: Post,
    at: datetime,
    data: dict[str, object],
) -> None:
    """The event of an attachment. It changes nothing on which a step rests, hence no form grows stale by it."""
    uow.session.flush()
    record_event(
        uow,
        case_id=loaded.case.id,
        kind=loaded.kind,
        matter=loaded.case,
        tag=tag,
        actor=actor,
        post=post,
        happened_at=at,
        recorded_at=at,
        data=data,
    )


def require_open_file(session: Session, case_id: UUID) -> None:
    """WrongState once the file is in the archive: it is opened again for a reason first."""
    archived = select(Dossier.id).where(Dossier.case_id == case_id, Dossier.reopened_at.is_(None))
    if session.scalar(archived) is not None:
        raise WrongState(say("卷宗已经归档；要补充或者撤下材料，请先写明理由重新打开卷宗"))


def check_given(
    session: Session, check: FieldCheck, actor: Actor, case_id: UUID, given: AttachmentGiven, clock: Clock
) -> None:
    """Notes all that is wrong with what was said about the files."""
    check.require("kind", given.kind, say("请选择这是什么材料"))
    check.text("title", given.title, longest=LONGEST_TITLE)
    if given.happened_on is not None and given.happened_on > clock.today():
        check.note("happened_on", say("形成日期不能晚于今天"))
    party = session.get(Party, given.party_id) if given.party_id else None
    if given.party_id and (party is None or party.case_id != case_id):
        check.note("party_id", say("所选的人不是本案当事人"))
    _check_document(session, check, actor, case_id, given)
    sitting = session.get(Sitting, given.sitting_id) if given.sitting_id else None
    if given.sitting_id and not (sitting and _may_add_to(session, actor, case_id, sitting)):
        check.note("sitting_id", say("没有找到这次调解，或者您不是参加这次调解的调解员"))


def _check_document(
    session: Session, check: FieldCheck, actor: Actor, case_id: UUID, given: AttachmentGiven
) -> None:
    if given.document_id is None:
        if given.kind is AttachmentKind.SIGNED_COPY:
            check.note("document_id", say("请选择这是哪一份文书签名以后的扫描件"))
        return
    document = session.get(Document, given.document_id)
    if (
        document is None
        or document.case_id != case_id
        or not is_open_to(session, actor, document, CaseView.FULL)
    ):
        check.note("document_id", say("本案没有这份文书"))
    elif document.voided_at is not None or document.state is not DocumentState.ISSUED:
        check.note("document_id", say("这份文书已经作废或者还没有生成，请选择现在使用的那一份"))
    elif given.kind is AttachmentKind.SIGNED_COPY and is_signed_by_phone(session, document):
        check.note(
            "document_id", say("这份协议用手机签署，签名在签署页上，没有纸面签名件；一份协议只用一种方式")
        )


def _may_add_to(session: Session, actor: Actor, case_id: UUID, sitting: Sitting) -> bool:
    """What was said apart is written down by its mediators alone."""
    if sitting.case_id != case_id or sitting.voided_at is not None:
        return False
    return sitting.kind is not SittingKind.APART or may_read_sitting_apart(
        actor, mediators_of(session, sitting.id)
    )


def _prints_numbers(session: Session, given: AttachmentGiven) -> bool:
    if given.document_id is None:
        return False
    return PAPERS[session.get_one(Document, given.document_id).kind].shows_numbers
