"""Every refusal the product knows: one base class, the sentence a person should read inside."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.rules.messages import Message, say


class MediationError(Exception):
    """A refusal. `message` is shown to the person; nothing was written."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was typed, at the field (dotted path, `parties.0.id_number`) or the page ('')."""

    field: str
    message: Message


class BadInput(MediationError):
    """What was typed cannot be taken; every problem is named at its field."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(
            problems[0].message if len(problems) == 1 else say("请更正标出的 {n} 处", n=len(problems))
        )
        self.problems = problems

    @classmethod
    def at(cls, field: str, message: Message) -> BadInput:
        return cls(Problem(field, message))


class NotThere(MediationError):
    """It does not exist, or it is not yours: the two are never told apart."""

    def __init__(self) -> None:
        super().__init__(say("没有找到，或者您无权查看"))


class NotAllowed(MediationError):
    """The person may see the matter but this act belongs to another role or organisation."""


class ConditionsUnmet(MediationError):
    """A step whose guards do not all hold: all unmet conditions, in words a party could read."""

    def __init__(self, conditions: tuple[Message, ...]) -> None:
        super().__init__(
            conditions[0] if len(conditions) == 1 else say("还有 {n} 个条件没有满足", n=len(conditions))
        )
        self.conditions = conditions


class WrongState(MediationError):
    """The step does not start from the state the matter is in."""


class StaleCase(MediationError):
    """Somebody else changed the matter after the person loaded the page."""


class KeyReused(MediationError):
    """An idempotency key came back with a different command."""

    def __init__(self) -> None:
        super().__init__(say("这个页面已经提交过别的内容，请刷新后重试"))


class Busy(MediationError):
    """The database could not be had in time; trying again is safe."""

    def __init__(self) -> None:
        super().__init__(say("系统正忙，请稍后再试一次；您填写的内容没有丢失"))


class TooOften(MediationError):
    """Somebody asks again and again for what costs everybody's time."""


class StorageFailed(MediationError):
    """The disk or the database refused the write (full disk, lost connection); nothing was half-written."""

    def __init__(self) -> None:
        super().__init__(say("保存失败，数据没有改动；请稍后再试，或联系管理员"))


class SetupError(MediationError):
    """The installation is wrong (missing key, bad setting, wrong schema); for the operator."""


class DefinitionError(MediationError):
    """A workflow definition with a mistake: refused when it is built, with file, line and sentence."""
