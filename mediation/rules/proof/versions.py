"""Versions that meet: a dispute goes on under its own beside matters of any that can have been opened on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mediation.rules.grammar import Definition, Registry, Step, drives_what_it_knows
from mediation.rules.proof.graph import Finding, disputes, held_by
from mediation.rules.proof.shape import what_it_drives_fits
from mediation.rules.vocabulary import MatterKind


def every_version_fits_what_it_meets(registry: Registry) -> Iterator[Finding]:
    """Whatever a linked matter drives, the dispute beside which it may be open has a step for it, by name.

    A hand-over is opened in a version that drives only what its dispute knows; of other matters a dispute meets every
    version. Moving open cases to a newer version changes neither.
    """
    newest = registry.newest()
    for dispute in disputes(registry):
        opened = {step.opens for step in dispute.steps}
        for linked in registry.definitions:
            chosen = linked.matter is not MatterKind.HAND_OVER or drives_what_it_knows(linked, dispute)
            if linked.matter in opened and chosen and any(step.drives for step in linked.steps):
                met = _as_it_reads(linked, dispute)
                beside = (d for d in newest.definitions if d.matter not in (dispute.matter, linked.matter))
                holders = held_by(replace(registry, definitions=(dispute, met, *beside)), dispute)
                yield from what_it_drives_fits(dispute, met, holders)


def _as_it_reads(linked: Definition, dispute: Definition) -> Definition:
    """The linked definition with the dispute's own steps of those names in the place of what it drives."""
    made = {step: replace(step, drives=_own(step, dispute)) if step.drives else step for step in linked.steps}
    return replace(
        linked,
        steps=tuple(made.values()),
        lapses=made[linked.lapses] if linked.lapses is not None else None,
        begins=made[linked.begins] if linked.begins is not None else None,
    )


def _own(step: Step, dispute: Definition) -> tuple[Step, ...]:
    return tuple(dispute.by_step[one.name] for one in step.drives if one.name in dispute.by_step)
