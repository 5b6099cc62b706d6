"""What stands against a table, row by row, and what would come of it: within the administrator's own area only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person, Region
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, Problem
from mediation.rules.grammar import Permission, Registry
from mediation.rules.messages import Message, say
from mediation.rules.regions import is_within, level_of
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.directory.administrators import administering_roles, areas_left_bare
from mediation.services.directory.left_alone import acting_roles, left_alone
from mediation.services.directory.reading import Directory
from mediation.services.directory.trainings import AttendedGiven, check_attended, new_attended
from mediation.services.field_check import FieldCheck
from mediation.services.import_divisions import check_divisions
from mediation.services.import_organisations import OrganisationGiven, check_organisations
from mediation.services.import_people import PostGiven, check_people
from mediation.services.sign_in import account_name

NOT_YOURS = say("不在您管理的地区")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would come of the table: what is new, what changes, what is no longer used; all by its name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Administered:
    """The areas that an administrator keeps."""

    codes: tuple[str, ...]

    @classmethod
    def of(cls, actor: Actor) -> Administered:
        return cls(tuple(post.region_code for post in actor.posts_with(Permission.ADMINISTER)))

    def holds(self, code: str) -> bool:
        return any(is_within(code, own) for own in self.codes)


def problems_of(
    session: Session, registry: Registry, actor: Actor, directory: Directory, today: date
) -> tuple[tuple[int, str, Message], ...]:
    """Each with the number of its row in the file and its column; row 0: of the table as a whole."""
    area = Administered.of(actor)
    if directory.kind is DirectoryKind.DIVISIONS:
        found = list(_of_divisions(session, area, directory))
    elif directory.kind is DirectoryKind.ORGANISATIONS:
        found = [*_noted(check_organisations(session, directory.organisations))]
        found += _of_organisations(session, area, directory.organisations)
    elif directory.kind is DirectoryKind.TRAININGS:
        check = FieldCheck()
        check_attended(session, check, directory.attended, today)
        found = [*_noted(check.problems), *_of_attended(session, area, actor, directory.attended)]
    else:
        found = [*_noted(check_people(session, registry, directory.posts))]
        found += _of_people(session, area, actor, directory.posts)
        found += _of_last_ones(session, registry, directory.posts, today)
    return tuple((directory.lines[n - 1] if n else 0, column, said) for n, column, said in found)


def _noted(problems: Iterable[Problem]) -> Iterator[tuple[int, str, Message]]:
    for problem in problems:
        n, _, column = problem.field.partition(".")
        yield int(n), column, problem.message


def _of_divisions(
    session: Session, area: Administered, directory: Directory
) -> Iterator[tuple[int, str, Message]]:
    """Codes that are none, twice or without what they lie in; and changes outside the own area."""
    known = dict(session.execute(select(Region.code, Region.name)).all())
    seen: set[str] = set()
    for n, one in enumerate(directory.divisions, 1):
        if not _is_code(one.code):
            yield n, "code", say("区划代码应是 12 位数字：{code}", code=one.code[:20])
        elif one.code in seen:
            yield n, "code", say("同一个代码写了两次")
        elif not one.name or len(one.name) > 120:
            yield n, "name", say("请写区划名称，最多 {n} 个字", n=120)
        elif known.get(one.code) != one.name and not area.holds(one.code):
            yield n, "code", NOT_YOURS
        seen.add(one.code)
    if all(_is_code(one.code) for one in directory.divisions):
        lines = {one.code: n for n, one in enumerate(directory.divisions, 1)}
        for problem in check_divisions(published(session, area, directory)):
            yield lines.get(problem.field, 0), "code", problem.message


def _is_code(code: str) -> bool:
    if len(code) != 12 or not (code.isascii() and code.isdigit()):
        return False
    try:
        level_of(code)
    except (BadInput, ValueError):
        return False
    return True


def published(session: Session, area: Administered, directory: Directory) -> dict[str, str]:
    """The whole list: the table within the own area, and what is known outside it as it stands."""
    rows = session.execute(select(Region.code, Region.name).where(Region.valid_until.is_(None)))
    outside = {code: name for code, name in rows if not area.holds(code)}
    return outside | {one.code: one.name for one in directory.divisions if area.holds(one.code)}


def _of_organisations(
    session: Session, area: Administered, rows: tuple[OrganisationGiven, ...]
) -> Iterator[tuple[int, str, Message]]:
    known = dict(session.execute(select(Organisation.name, Organisation.region_code)).all())
    for n, row in enumerate(rows, 1):
        if row.region_code and not area.holds(row.region_code):
            yield n, "region_code", NOT_YOURS
        if (there := known.get(row.name.strip())) is not None and not area.holds(there):
            yield n, "name", say("这个名称的组织{why}", why=NOT_YOURS)
        if not all(area.holds(code) for code in row.serves):
            yield n, "serves", NOT_YOURS


def _of_people(
    session: Session, area: Administered, actor: Actor, rows: tuple[PostGiven, ...]
) -> Iterator[tuple[int, str, Message]]:
    """Posts at organisations of the own area only, and none for oneself: who keeps accounts sees no cases."""
    places = dict(session.execute(select(Organisation.name, Organisation.region_code)).all())
    own = session.get_one(Person, actor.person_id).account
    for n, row in enumerate(rows, 1):
        place = places.get(row.organisation.strip())
        if place is not None and not area.holds(place):
            yield n, "organisation", NOT_YOURS
        if account_name(row.account) == own:
            yield n, "account", say("不能改自己的岗位：请由另一位管理员办理")


def _of_attended(
    session: Session, area: Administered, actor: Actor, rows: tuple[AttendedGiven, ...]
) -> Iterator[tuple[int, str, Message]]:
    """Of people who hold or held a post in the own area, and not of oneself."""
    own = session.get_one(Person, actor.person_id).account
    places = session.execute(
        select(Person.account, Organisation.region_code)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
    )
    known: dict[str, bool] = {}
    for account, code in places:
        known[account] = known.get(account, False) or area.holds(code)
    for n, row in enumerate(rows, 1):
        account = account_name(row.account)
        if not known.get(account, True):
            yield n, "account", NOT_YOURS
        elif account == own:
            yield n, "account", say("不能改自己的账号和岗位：请由另一位管理员办理")


def _of_last_ones(
    session: Session, registry: Registry, rows: tuple[PostGiven, ...], today: date
) -> Iterator[tuple[int, str, Message]]:
    """Rows by which an area would lose its last administrator, or an organisation the last one who can do what it
    has to do, counting those whom the same table appoints."""
    roles = administering_roles(registry)
    posts = session.execute(
        select(Person.account, Organisation.name, Membership.role, Membership.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role.in_((*roles, *acting_roles(registry))))
    )
    held: dict[tuple[str, str, str], set[UUID]] = {}
    for account, name, role, post_id in posts:
        held.setdefault((account, name, role), set()).add(post_id)
    places = dict(session.execute(select(Organisation.name, Organisation.region_code)).all())
    of = [(account_name(row.account), row.organisation.strip(), row.role) for row in rows]
    over = [row.until_on is not None for row in rows]
    ending = {one for key, ends in zip(of, over, strict=True) if ends for one in held.get(key, ())}
    bare = areas_left_bare(session, registry, today, ending)
    bare -= {
        places.get(name) for (_, name, role), ends in zip(of, over, strict=True) if role in roles and not ends
    }
    appointed = {(name, role) for (_, name, role), ends in zip(of, over, strict=True) if not ends}
    alone: set[tuple[str, str]] = set()
    for lost in left_alone(session, registry, today, ending):
        there = {(lost.place.name, role.name) for role in lost.roles}
        if there.isdisjoint(appointed):
            alone |= there
    for n, (key, ends) in enumerate(zip(of, over, strict=True), 1):
        if not ends or key not in held:
            continue
        if key[2] in roles and places.get(key[1]) in bare:
            yield n, "until_on", say("这个地区只有这一位管理员：请先另外任命一位")
        if key[1:] in alone:
            yield n, "until_on", say("这个组织还有要由这个岗位办完的事，没有别人：请先另外任命一位")


def outcome_of(session: Session, actor: Actor, directory: Directory) -> Outcome:
    """As it would be made now, where nothing stands against it."""
    if directory.kind is DirectoryKind.DIVISIONS:
        return _outcome_of_divisions(session, Administered.of(actor), directory)
    if directory.kind is DirectoryKind.ORGANISATIONS:
        known = set(session.scalars(select(Organisation.name)))
        names = [row.name.strip() for row in directory.organisations]
        return Outcome(tuple(n for n in names if n not in known), tuple(n for n in names if n in known), ())
    if directory.kind is DirectoryKind.TRAININGS:
        new = new_attended(session, directory.attended)
        return Outcome(tuple(f"{one.name}，{one.training.subject}" for _, one in new), (), ())
    there = set(session.scalars(select(Person.account)))
    accounts = tuple(dict.fromkeys(account_name(row.account) for row in directory.posts))
    ended = tuple(f"{row.name}，{row.organisation}" for row in directory.posts if row.until_on is not None)
    return Outcome(
        tuple(one for one in accounts if one not in there),
        tuple(one for one in accounts if one in there),
        ended,
    )


def _outcome_of_divisions(session: Session, area: Administered, directory: Directory) -> Outcome:
    rows = session.execute(select(Region.code, Region.name, Region.valid_until)).all()
    known = {row.code: row.name for row in rows}
    whole = published(session, area, directory)
    return Outcome(
        tuple(name for code, name in whole.items() if code not in known),
        tuple(f"{known[code]} → {name}" for code, name in whole.items() if known.get(code, name) != name),
        tuple(row.name for row in rows if row.code not in whole and row.valid_until is None),
    )
