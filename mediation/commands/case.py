"""mediation case: a case as somebody sees it, and its papers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from mediation.commands import acting_as, opened

DOSSIER = "dossier"
AS = click.option("--as", "account", required=True, help="以谁的身份 whose eyes (an account)")


@click.group()
def command() -> None:
    """查看案件."""


@command.command()
@click.argument("number")
@AS
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def show(number: str, account: str, as_json: bool) -> None:
    """Where a case stands and who does what next; NUMBER is its number or public id."""
    house, page, head = _opened(number, account)
    house.close()
    shown = {
        "number": head.number,
        "title": page.title,
        "state": page.state.title,
        "holder": head.holder,
        "mediators": list(head.mediators),
        "registered_at": head.registered_at.isoformat(),
        "steps": [offer.step.title for offer in page.offers if not offer.reasons],
    }
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for name, value in shown.items():
        click.echo(f"{name}: {value}")


@command.command()
@click.argument("number")
@click.argument("document")
@AS
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def pdf(number: str, document: str, account: str, output: Path) -> None:
    """Write the newest issued DOCUMENT (such as agreement) of a case to a file; dossier gives the bound 卷宗."""
    house, page, _ = _opened(number, account)
    actor = acting_as(house, account)
    find = _newest_binding if document == DOSSIER else _newest_paper
    digest, read = find(house, actor, page.case_id, document)
    if digest is None:
        said = "卷宗还没有装订，或者还在装订" if document == DOSSIER else "没有这份文书，或者还在生成"
        click.echo(said, err=True)
        sys.exit(1)
    data = house.blobs.get(digest)
    read()
    output.write_bytes(data)
    house.close()


def _newest_paper(
    house: Any, actor: Any, case_id: UUID, kind: str
) -> tuple[str | None, Callable[[], object]]:
    """Its digest, None without one, and what records the look before the bytes leave."""
    from mediation.readmodels.case_history import documents_of
    from mediation.readmodels.documents import readable_document
    from mediation.services.perform import perform
    from mediation.services.read_document import read_document

    with house.read() as session:
        papers = [d for d in documents_of(session, case_id) if d.kind == kind and d.digest and not d.void]
        readable = readable_document(session, actor, papers[0].id) if papers else None
    if readable is None:
        return None, lambda: None
    return readable.digest, partial(perform, house, read_document, actor=actor, document_id=readable.id)


def _newest_binding(house: Any, actor: Any, case_id: UUID, _: str) -> tuple[str | None, Callable[[], object]]:
    from mediation.readmodels.dossiers import bindings_of, readable_binding
    from mediation.services.bind_dossier import read_binding
    from mediation.services.perform import perform

    with house.read() as session:
        made = [one for one in bindings_of(session, case_id) if one.size is not None]
        readable = readable_binding(session, actor, made[0].id) if made else None
    if readable is None:
        return None, lambda: None
    return readable.digest, partial(perform, house, read_binding, actor=actor, binding_id=readable.id)


def _opened(number: str, account: str) -> Any:
    from sqlalchemy import or_, select

    from mediation.model import Case
    from mediation.readmodels.case_page import case_head, matter_page
    from mediation.rules.errors import NotThere
    from mediation.rules.numbering import canonical
    from mediation.rules.vocabulary import MatterKind

    house = opened()
    actor = acting_as(house, account)
    with house.read() as session:
        wanted = or_(Case.public_id == number, Case.number == canonical(number))
        case_id = session.scalar(select(Case.id).where(wanted).limit(1))
        if case_id is None:
            raise NotThere
        page = matter_page(session, house.registry, actor, MatterKind.DISPUTE, case_id, house.clock.today())
        return house, page, case_head(session, page)
