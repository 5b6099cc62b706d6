"""组织人员: divisions, organisations and people from a table: sent, looked over row by row, then made as a whole."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from mediation.readmodels.directory import SHOWN, ImportPage, import_page, imports_of
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.directory.first_passwords import make_first_passwords
from mediation.services.directory.importing import (
    apply_directory_import,
    begin_directory_import,
    drop_directory_import,
    note_handed_over,
)
from mediation.services.directory.reading import FURTHER, MOST_PEOPLE, MOST_ROWS, NEEDED
from mediation.services.perform import perform
from web.access import access
from web.identity import current_actor, house
from web.typed import Typed
from web.uploads import sent_bytes, sent_files, takes_uploads
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("directory", __name__, url_prefix="/directory")
AT_ONCE = 3.0
"""Seconds of work while the person waits; the page shows how far the worker is with the rest."""


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> str:
    return _overview(Typed())


@blueprint.get("/columns/<kind>.csv")
@access(Permission.ADMINISTER)
def columns(kind: str) -> ResponseReturnValue:
    """The empty table: its columns."""
    found = _kind(kind)
    sheet = StringIO()
    csv.writer(sheet).writerow((*NEEDED[found], *FURTHER[found]))
    data = b"\xef\xbb\xbf" + sheet.getvalue().encode()
    return send_file(BytesIO(data), mimetype="text/csv", as_attachment=True, download_name=f"{kind}.csv")


@blueprint.post("/<kind>")
@access(Permission.ADMINISTER)
@takes_uploads
def send(kind: str) -> ResponseReturnValue:
    """The table is kept aside; nothing is made of it before it was looked over."""
    found, typed = _kind(kind), Typed.of(request.form)
    try:
        files = sent_files("file")
        if not files:
            raise BadInput.at("file", say("请选一个文件"))
        table = house().tables.read(files[0].filename or "", sent_bytes(files[0], "file"))
        made = perform(
            house(), begin_directory_import, actor=current_actor(), key=sent_key(), kind=found, table=table
        )
    except BadInput as refusal:
        return _overview(typed.refused(refusal), found), 422
    return redirect(url_for("directory.one", import_id=made), 303)


@blueprint.get("/imports/<uuid:import_id>")
@access(Permission.ADMINISTER)
def one(import_id: UUID) -> ResponseReturnValue:
    return _page(import_id, Typed())


@blueprint.post("/imports/<uuid:import_id>/apply")
@access(Permission.ADMINISTER)
def apply(import_id: UUID) -> ResponseReturnValue:
    """All of it; hashes of first passwords are made for some seconds while the person waits, the rest by the worker."""
    with house().read() as session:
        page = import_page(session, house().registry, current_actor(), import_id, house().clock.now())
    try:
        perform(
            house(),
            apply_directory_import,
            actor=current_actor(),
            key=sent_key(),
            import_id=import_id,
            pinyin=_pinyin(page),
        )
    except BadInput as refusal:
        return _page(import_id, Typed().refused(refusal)), 422
    make_first_passwords(house(), import_id=import_id, seconds=AT_ONCE)
    flash(worded(say("已导入")), "good")
    return redirect(url_for("directory.one", import_id=import_id), 303)


@blueprint.post("/imports/<uuid:import_id>/handed-over")
@access(Permission.ADMINISTER)
def handed_over(import_id: UUID) -> ResponseReturnValue:
    perform(house(), note_handed_over, actor=current_actor(), key=sent_key(), import_id=import_id)
    flash(worded(say("已记下；初始密码已经删除")), "good")
    return redirect(url_for("directory.one", import_id=import_id), 303)


@blueprint.post("/imports/<uuid:import_id>/drop")
@access(Permission.ADMINISTER)
def drop(import_id: UUID) -> ResponseReturnValue:
    perform(house(), drop_directory_import, actor=current_actor(), key=sent_key(), import_id=import_id)
    flash(worded(say("没有导入，读到的内容已经删除")), "good")
    return redirect(url_for("directory.show"), 303)


def _kind(kind: str) -> DirectoryKind:
    try:
        return DirectoryKind.of(kind)
    except ValueError:
        raise NotThere from None


def _pinyin(page: ImportPage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By what each division is found."""
    if page.shown.kind is not DirectoryKind.DIVISIONS:
        return ()
    return tuple(
        (name, house().pinyin_keys(name)) for name in sorted({one.name for one in page.directory.divisions})
    )


def _overview(form: Typed, sent: DirectoryKind | None = None) -> str:
    with house().read() as session:
        made = imports_of(session, current_actor(), house().clock.now())
    return render_template(
        "directory/show.html",
        form=form,
        sent=sent,
        imports=made,
        kinds=DirectoryKind,
        needed=NEEDED,
        further=FURTHER,
        most={kind: MOST_PEOPLE if kind is DirectoryKind.PEOPLE else MOST_ROWS for kind in DirectoryKind},
        new_key=new_key,
    )


def _page(import_id: UUID, form: Typed) -> Response:
    with house().read() as session:
        page = import_page(session, house().registry, current_actor(), import_id, house().clock.now())
    said: dict[int, list[tuple[str, object]]] = {}
    for line, column, message in page.problems:
        said.setdefault(line, []).append((column, message))
    asked_again = "HX-Request" in request.headers
    part = "directory/passwords.html" if asked_again else "directory/one.html"
    answer = make_response(
        render_template(
            part, form=form, page=page, said=said, shown=SHOWN, kinds=DirectoryKind, key=new_key()
        )
    )
    if asked_again and not (page.passwords and page.passwords.left):
        answer.headers["HX-Refresh"] = "true"  # the whole page with its buttons, once all are made
    return answer
