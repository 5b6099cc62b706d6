"""A form as it stands on a page: its fields with what is in them, and the sentences beside them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    """All controls of one name. `options` of a select, a radio or a checkbox; None for what is typed freely."""

    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] | None = None


class FormOnPage(HTMLParser):
    """Reads the form with the id `form`."""

    def __init__(self, page: str, form_id: str = "form") -> None:
        super().__init__()
        self.page, self.form_id = page, form_id
        self.fields: dict[str, Field] = {}
        self._inside = False
        self._typing = self._choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self._inside = a.get("id") == self.form_id
        name = a.get("name") or ""
        if tag == "option" and self._choosing:
            self._option(self.fields[self._choosing], a)
        if not self._inside or not name or tag == "button":
            return
        if tag == "input" and a.get("type") in ("radio", "checkbox"):
            one = self.fields.setdefault(name, Field(a["type"] or "", options=[]))
            self._option(one, a, "checked")
        elif tag == "input":
            self.fields[name] = Field(a.get("type") or "text", [a.get("value") or ""])
        elif tag == "textarea":
            self.fields[name], self._typing = Field("textarea", [""]), name
        elif tag == "select":
            self.fields[name], self._choosing = Field("select", options=[]), name

    def _option(self, one: Field, a: dict[str, str | None], chosen: str = "selected") -> None:
        assert one.options is not None
        one.options.append(a.get("value") or "")
        if chosen in a:
            one.values.append(a.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._typing:
            self.fields[self._typing].values[0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._typing:
            one = self.fields[self._typing]
            one.values[0] = one.values[0].removeprefix("\n")  # browsers drop the first line end
            self._typing = ""
        elif tag == "select":
            self._choosing = ""
        elif tag == "form":
            self._inside = False

    @property
    def sent(self) -> dict[str, list[str]]:
        """What a browser would send."""
        sent = {}
        for name, one in self.fields.items():
            values = one.values
            if one.kind == "select" and not values and one.options:
                values = one.options[:1]
            if values and name != "csrf_token":
                sent[name] = list(values)
        return sent

    def error(self, name: str) -> str:
        """The sentence at the field, '' when there is none."""
        at = re.escape(name.replace(".", "-"))
        found = re.search(rf'<p class="error" id="f-{at}(?:-error)?">(.*?)</p>', self.page)
        return html.unescape(found[1]) if found else ""

    @property
    def summary(self) -> list[str]:
        """All sentences at the top of the page."""
        found = re.search(r'class="error-summary".*?</div>', self.page, re.DOTALL)
        items = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL) if found else []
        return [html.unescape(re.sub(r"<[^>]+>", "", item)) for item in items]
