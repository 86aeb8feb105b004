"""Why a file could not be read is said in the language of whoever reads."""

import ast
from pathlib import Path

import pytest

from api.reasons import reason_in
from api.texts import Texts

INGEST = Path(__file__).parents[2] / "ingest"
# What is called with a reason, and where it stands among the arguments.
SAYING = {"UnreadableFile": 1, "PartDamaged": 1, "XmlDamaged": 0, "Unreadable": 1, "Broken": 1}
LISTS = {"warnings", "problems"}


def said(node, names):
    """What a string of a reader may say: an expression within it as some word."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return names.get(name)
        case ast.FormattedValue(value=value):
            return said(value, names) or "1"
        case ast.JoinedStr(values=values):
            return "".join(said(value, names) for value in values)
    return None


def reasons_of(path):
    tree = ast.parse(path.read_text("utf-8"))
    names = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        arguments = [k.value for k in node.keywords if k.arg in ("unreadable", "reason")]
        if name in SAYING:
            arguments += node.args[SAYING[name] : SAYING[name] + 1]
        elif name in ("append", "insert") and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if getattr(of, "id", getattr(of, "attr", "")) in LISTS:
                arguments += node.args[-1:]
        yield from (text for argument in arguments if (text := said(argument, names)))


def spoken():
    # Of sources on the web and of lists of files people read on the command line.
    files = [p for p in INGEST.glob("*.py") if p.stem not in ("stated", "manifest", "discover")]
    for path in [*files, *INGEST.glob("pdf/*.py")]:
        yield from ((path.name, text) for text in reasons_of(path))


def test_whatever_a_reader_says_is_said_in_italian():
    every = sorted(set(spoken()))
    assert len(every) > 50
    assert [one for one in every if reason_in(one[1], Texts("it")).language != "it"] == []


@pytest.mark.parametrize(
    ("reason", "italian"),
    [
        ("The file is protected by a password.", "È protetto da una password."),
        ("it could not be read within 28 seconds", "Non si è riusciti a leggerlo in 28 secondi."),
        ("the file has 9,000 pages; the limit is 5,000", "È più grande di quanto"),
        (
            "nothing could be read from page 2, 3: the slide shows only pictures; "
            "slide 4 is hidden in the presentation",
            "Da pagina 2, 3 non si è letto nulla: Ci sono soltanto immagini senza testo "
            "leggibile. La diapositiva 4 è nascosta nella presentazione.",
        ),
        ("same content as <b>{x}</b>; and more", "Ha lo stesso contenuto di <b>{x}</b>; and more."),
    ],
)
def test_a_reason_is_told_in_italian(reason, italian):
    told = reason_in(reason, Texts("it"))
    assert told.language == "it"
    assert told.text.startswith(italian)


def test_what_is_not_known_is_shown_as_it_is():
    told = reason_in("no text found; the moon was in the way", Texts("it"))
    assert (told.text, told.language) == ("no text found; the moon was in the way", "en")
    assert reason_in(None, Texts("it")) is None
