"""Sentences for people, kept as a Chinese source text and its parameters until web or CLI forms them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence: `text` is Chinese and is the key in the catalogues; `params` fill its `{names}`.

    A parameter may itself be a Message, or a tuple of them, which is listed. `str()` gives the Chinese sentence.
    """

    text: str
    params: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.form(lambda text: text)

    def form(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`; Messages among the parameters are translated too."""
        filled = {name: _formed(value, translate) for name, value in self.params}
        template = translate(self.text)
        return template.format_map(filled) if filled else template


def _formed(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, tuple):
        return translate("、").join(str(_formed(item, translate)) for item in value)
    return value.form(translate) if isinstance(value, Message) else value


def say(text: str, /, **params: object) -> Message:
    """A Message. The call is the marker by which catalogues find the text: always pass a literal."""
    return Message(text, tuple(sorted(params.items())))
