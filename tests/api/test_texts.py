"""The strings of the pages: both catalogues whole, every key known, none left over."""

import re
import string
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from api.texts import LANGUAGES, Texts
from api.web.rendering import TEMPLATES

API = Path(str(files("api")))


def catalogue(language):
    with (API / f"locale/{language}/LC_MESSAGES/prassi.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def ids(language):
    return {one.id if isinstance(one.id, str) else one.id[0] for one in catalogue(language)} - {""}


def places(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_no_string_lacks_its_translation_and_places_are_the_same():
    italian, english = catalogue("it"), catalogue("en")
    assert [one.id for one in italian] == [one.id for one in english]
    for one in list(italian)[1:]:
        other = english.get(one.id)
        mine, theirs = (
            (said,) if isinstance(said, str) else said for said in (one.string, other.string)
        )
        assert len(mine) == len(theirs) == (2 if one.pluralizable else 1), one.id
        assert all(said.strip() for said in (*mine, *theirs)), one.id
        assert len({frozenset(places(said)) for said in (*mine, *theirs)}) == 1, one.id
        assert not one.fuzzy, one.id
        assert not other.fuzzy, one.id
    assert not italian.obsolete
    assert not english.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_of_a_catalogue_is_found(language):
    texts = Texts(language)
    for one in list(catalogue(language))[1:]:
        if one.pluralizable:
            key, many = one.id[0], dict.fromkeys(places(one.string[0]) - {"count"}, "x")
            assert texts.count(key, 1, **many) != texts.count(key, 2, **many), key
        else:
            assert texts(one.id, **dict.fromkeys(places(one.string), "x")) != one.id
            assert texts.has(one.id)


def test_every_string_a_template_asks_for_exists_and_templates_hold_no_words():
    known = ids("it")
    asked = re.compile(r"""\bt(?:\.count)?\(["']([a-z_.0-9]+)["']\s*([,)~])""")
    for path in TEMPLATES.glob("*.html"):
        source = path.read_text()
        for key, after in asked.findall(source):
            begun = after == "~" and any(one.startswith(key) for one in known)
            assert begun or key in known, (path.name, key)
        bare = re.sub(r"<style>.*?</style>|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", source, flags=re.S)
        assert set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", bare)) <= {"Prassi", "openapi", "json"}, path.name


def test_no_string_is_kept_that_nothing_shows():
    sources = [*API.rglob("*.py"), *TEMPLATES.glob("*.html")]
    written = " ".join(path.read_text("utf-8") for path in sources)
    for key in ids("it"):
        begins = [key[: at + 1] for at, sign in enumerate(key) if sign in "._"]
        quoted = [rf"[\"']{re.escape(key)}[\"']"]
        quoted += [rf"[\"']{re.escape(begin)}([\"']|\{{)" for begin in begins]
        assert re.search("|".join(quoted), written), key


def test_what_has_no_string_is_an_error_and_never_shown_as_its_key():
    texts = Texts("it")
    assert not texts.has("search.nothing_of_the_kind")
    with pytest.raises(KeyError, match="nothing_of_the_kind"):
        texts("search.nothing_of_the_kind")
    with pytest.raises(KeyError, match="nothing_of_the_kind"):
        texts.count("search.nothing_of_the_kind", 2)
    with pytest.raises(KeyError, match="fr"):
        Texts("fr")


def test_numbers_and_plurals_follow_the_language():
    italian, english = Texts("it"), Texts("en")
    assert italian.count("search.total.passage", 1) == "1 brano trovato"
    assert italian.count("search.total.passage", 1234) == "1.234 brani trovati"
    assert english.count("search.total.passage", 1234) == "1,234 passages found"


def test_both_languages_offer_the_same_number_of_examples():
    assert len(Texts("it").examples()) == len(Texts("en").examples()) > 0
