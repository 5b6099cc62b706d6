"""Sentences for people, kept as a Chinese source text and its parameters until web or CLI forms them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence: `text` is Chinese and is the key in the catalogues; `params` fill its `{names}`.

    A parameter may itself be a Message. `str()` gives the Chinese sentence.
    """

    text: str
    params: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.form(lambda text: text)

    def form(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`; parameters that are Messages are translated too."""
        filled = {k: v.form(translate) if isinstance(v, Message) else v for k, v in self.params}
        template = translate(self.text)
        return template.format_map(filled) if filled else template


def say(text: str, /, **params: object) -> Message:
    """A Message. The call is the marker by which catalogues find the text: always pass a literal."""
    return Message(text, tuple(sorted(params.items())))
