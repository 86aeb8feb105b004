"""Sidecars and manifests: what is understood, and what is said of the rest."""

import pytest

from ingest.correcting import Statements
from ingest.manifest import read_manifest
from ingest.sidecar import is_sidecar, read_sidecar, sidecars_of
from ingest.stated import stated


def sidecar(tmp_path, text, name="a.meta.yaml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_sidecar(path)


def test_every_field_is_understood(tmp_path):
    found = sidecar(
        tmp_path,
        "title: Abitare insieme\ncreators: [Anna Bianchi, Marco Verdi]\nyear: 2021\n"
        "publisher: Fondazione Zefiro\nseries: Quaderni\nlanguage: it\ntype: guideline\n"
        "source_url: https://example.org/a\ntranslation_of: en/living.pdf\n",
    )
    assert found.problems == ()
    assert found.values == {
        "title": "Abitare insieme",
        "creators": ("Anna Bianchi", "Marco Verdi"),
        "year": 2021,
        "publisher": "Fondazione Zefiro",
        "series": "Quaderni",
        "language": "it",
        "format": "guideline",
        "source_url": "https://example.org/a",
    }
    assert found.links == (("translation", "living.pdf"),)


def test_italian_names_and_words_are_understood():
    found = stated(
        {"Titolo": "Orti", "Autori": "Ada Neri; Ugo Blu", "Anno": "2019", "Lingua": "Italiano",
         "Tipo": "Linee guida", "edizione di": "vecchio.pdf"}
    )  # fmt: skip
    assert found.problems == ()
    assert found.values["creators"] == ("Ada Neri", "Ugo Blu")
    assert (found.values["language"], found.values["format"]) == ("it", "guideline")
    assert found.links == (("edition", "vecchio.pdf"),)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"tilte": "x"}, "did you mean 'title'"),
        ({"zzz": "x"}, "unknown field 'zzz' (known: title"),
        ({"year": "duemila"}, "'year' must be a year"),
        ({"year": True}, "'year' must be a year"),
        ({"year": 20210}, "between 1000 and 2100"),
        ({"title": ["a"]}, "'title' must be a text"),
        ({"title": "x" * 1001}, "at most 1000"),
        ({"creators": 3}, "'creators' must be a name or a list"),
        ({"creators": [["a"]]}, "must be a text"),
        ({"language": "elvish"}, "two letters"),
        ({"language": False}, "must be a text"),
        ({"type": "poem"}, "must be one of slides, report"),
        ({"source_url": "javascript:alert(1)"}, "must be a web address"),
        ({"same_work_as": {"a": 1}}, "must be a text"),
    ],
)
def test_what_is_wrong_is_told_and_loses_nothing_else(given, problem):
    found = stated({**given, "publisher": "Zefiro"})
    assert found.values == {"publisher": "Zefiro"}
    [told] = found.problems
    assert problem in told


def test_empty_values_say_nothing():
    assert stated({"title": None, "year": "", "creators": []}).values == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"title: [a\n", "is no valid YAML (line"),
        (b"- a\n- b\n", "must hold `field: value` lines"),
        (b"!!python/object/apply:os.system ['true']\n", "is no valid YAML"),
        (b"? [a, {}]\n: b\n", "is no valid YAML"),
        (b"[" * 60_000, "is no valid YAML"),
        (b"year: 2020-13-45\n", "is no valid YAML"),
        (b"\x00\x01\x02\x03" * 50, "cannot be read"),
        (b"a" * 300_000, "larger than 256 KiB"),
    ],
)
def test_a_sidecar_that_cannot_be_read_says_why(tmp_path, text, problem):
    found = sidecar(tmp_path, text)
    assert found.values == {}
    [told] = found.problems
    assert problem in told


def test_a_sidecar_saved_by_windows_is_read(tmp_path):
    text = "﻿title: Città e comunità\r\nyear: 2020\r\n".encode()
    assert sidecar(tmp_path, text).values == {"title": "Città e comunità", "year": 2020}
    old = "title: Citt\u00e0 e comunit\u00e0\r\n".encode("cp1252")
    assert sidecar(tmp_path, old).values == {"title": "Città e comunità"}


def test_the_sidecar_with_the_whole_name_counts_more(tmp_path):
    for name in ("deck.meta.yaml", "deck.pdf.meta.yaml"):
        (tmp_path / name).write_text(f"title: {name}\nyear: 2020")
    (tmp_path / "deck.pdf.meta.yaml").write_text("title: Solo il PDF")
    assert is_sidecar("Deck.META.yaml")
    names = [path.name for path in sidecars_of(tmp_path / "deck.pdf")]
    assert names == ["deck.meta.yaml", "deck.pdf.meta.yaml"]
    assert [p.name for p in sidecars_of(tmp_path / "deck.pptx")] == ["deck.meta.yaml"]
    made = Statements().of(tmp_path / "deck.pdf").made
    assert [one.values.get("title") for one in made] == ["deck.meta.yaml", "Solo il PDF"]


def test_a_sidecar_that_is_a_link_out_of_the_folder_is_not_read(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "secret.yaml").write_text("title: Segreto")
    (tmp_path / "a" / "x.meta.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "a" / "y.meta.yaml").symlink_to(tmp_path / "a" / "y.meta.yaml")
    assert sidecars_of(tmp_path / "a" / "x.pdf") == []
    assert sidecars_of(tmp_path / "a" / "y.pdf") == []


def test_a_table_of_excel_is_understood(tmp_path):
    (tmp_path / "a.pdf").touch()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Città.pdf").touch()
    path = tmp_path / "manifest.csv"
    path.write_text(
        "sep=;\r\nFile;Titolo;Anno;Autori;Note interne\r\n"
        'a.pdf;"Orti; e altro";2019;"Ada Neri; Ugo Blu";\r\n'
        "sub\\Città.pdf;Città;;;\r\n",
        encoding="utf-8-sig",
    )
    table = read_manifest(path)
    assert table.problems == ()
    first = table.of(tmp_path / "a.pdf")
    assert first.values == {
        "title": "Orti; e altro",
        "year": 2019,
        "creators": ("Ada Neri", "Ugo Blu"),
    }
    assert table.of(tmp_path / "sub" / "Città.pdf").values == {"title": "Città"}
    assert table.of(tmp_path / "b.pdf") is None


def test_a_table_says_what_is_wrong_with_it(tmp_path):
    (tmp_path / "a.pdf").touch()
    path = tmp_path / "manifest.csv"
    path.write_text("file,title,year\na.pdf,Uno,2020\na.pdf,Due,2021,x\n,Tre,\nzz.pdf,Q,2020\n")
    table = read_manifest(path)
    assert table.of(tmp_path / "a.pdf").values["title"] == "Due"
    told = " | ".join(table.problems)
    assert "line 3 has more cells" in told
    assert "line 3 describes 'a.pdf' once more" in told
    assert "line 4 names no file" in told
    assert "line 5: there is no file 'zz.pdf'" in told


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"title,year\nOrti,2020\n", "has no column 'file'"),
        (b"", "has no column 'file'"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "cannot be read|no column"),
        (b'file,title\n"a.pdf,' + b"x" * 200_000, "no valid CSV|there is no file"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path, data, problem):
    import re

    path = tmp_path / "m.csv"
    path.write_bytes(data)
    table = read_manifest(path)
    assert re.search(problem, " ".join(table.problems)), table
