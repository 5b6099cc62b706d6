"""Who acts: a person with their posts in organisations, read anew for every request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from mediation.rules.grammar import Permission, Role
from mediation.rules.vocabulary import Level, OrganisationKind


@dataclass(frozen=True, slots=True)
class Post:
    """A role that a person holds in an organisation today."""

    organisation_id: UUID
    organisation_name: str
    kind: OrganisationKind
    level: Level
    region_code: str
    role: Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person and all their posts."""

    person_id: UUID
    name: str
    posts: tuple[Post, ...]

    def posts_with(self, permission: Permission) -> Iterator[Post]:
        """The posts whose role carries the permission."""
        return (post for post in self.posts if permission in post.role.may)

    def has(self, permission: Permission) -> bool:
        return any(self.posts_with(permission))

    def post_at(self, organisation_id: UUID, roles: tuple[Role, ...]) -> Post | None:
        """The first post in that organisation with one of the roles."""
        return next((p for p in self.posts if p.organisation_id == organisation_id and p.role in roles), None)
