"""Which language and size of type a page has, and the catalogue behind the English pages."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, Domain, get_locale, get_translations
from werkzeug.utils import cached_property

TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
LANGUAGE_COOKIE = "language"
TYPE_COOKIE = "type"
A_YEAR = 365 * 24 * 3600
WORDS = "words_of_the_page"


class CatalogueDomain(Domain):  # type: ignore[misc]
    """Reads the .po itself: there is no compiled copy that could be missing or stale."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return catalogue(locale.language) if locale is not None else NullTranslations()


class CatalogueBabel(Babel):  # type: ignore[misc]
    """Flask-Babel over that domain."""

    @cached_property
    def domain_instance(self) -> Domain:
        return CatalogueDomain()


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of a language; Chinese is the source and has none."""
    source = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return Translations()
    with source.open("rb") as file:
        compiled = BytesIO()
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def words() -> NullTranslations:
    """The catalogue of this page, looked up once: hundreds of texts stand on it."""
    if not g:
        return NullTranslations()
    found: NullTranslations | None = g.get(WORDS)
    if found is None:
        found = get_translations()
        setattr(g, WORDS, found)
    return found


def is_english() -> bool:
    return words() is catalogue("en")


def language() -> str:
    """What the reader chose, else the installation's own."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else str(current_app.extensions["installation"].settings.language)


def larger_type() -> bool:
    return request.cookies.get(TYPE_COOKIE) == "large"


def page_language() -> str:
    """For the lang attribute."""
    return "en" if language() == "en" else "zh-CN"


def remember(response: Response, cookie: str, value: str) -> None:
    """Keep a choice of the reader's for a year; it says nothing about who they are."""
    response.set_cookie(
        cookie, value, max_age=A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )


def speak(app: Flask) -> None:
    """Set up Flask-Babel: dates and sentences follow the reader's choice."""
    CatalogueBabel(
        app,
        default_locale=LANGUAGES["zh"],
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: LANGUAGES[language()],
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: words().gettext(text),
        lambda one, many, n: words().ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals.update(language=language, page_language=page_language, larger_type=larger_type)
