"""Pages and slides built for the purpose read exactly as a careful person would read them.

What is expected stands in ``tests/golden/expected``, one readable file a document. After a change
that is meant, ``pytest tests/ingest/test_golden.py --regenerate-golden`` writes the files anew;
it never passes: the difference is to be read line by line before it is kept.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from golden.cases import CASES, Case
from golden.written import passages_of, written

from ingest.worker import reader_for

EXPECTED = Path(__file__).parents[1] / "golden" / "expected"


def _param(case: Case):
    marks = ()
    if case.defect is not None:
        marks = (pytest.mark.xfail(reason=case.defect, raises=AssertionError, strict=True),)
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_a_document_reads_as_a_person_would_read_it(case, tmp_path, monkeypatch, request):
    monkeypatch.setenv("PATH", str(tmp_path))  # no program of this machine has a part in it
    path = tmp_path / f"{case.name}{case.suffix}"
    case.build(path)
    document = reader_for(path)(path)
    read = written(document, passages_of(document, case.language), case.described)
    target = EXPECTED / f"{case.name}.golden"
    if request.config.getoption("--regenerate-golden"):
        if case.defect is not None:
            pytest.skip(f"{target.name} is left alone, it says what should be read: {case.defect}")
        target.write_text(read, encoding="utf-8")
        pytest.skip(f"{target.name} is written anew: read the difference before keeping it")
    wanted = target.read_text(encoding="utf-8")
    difference = difflib.unified_diff(
        wanted.splitlines(), read.splitlines(), "wanted", "read", lineterm=""
    )
    assert read == wanted, "\n" + "\n".join(difference)


def test_at_least_thirty_pages_and_slides_have_their_golden():
    names = {path.stem for path in EXPECTED.glob("*.golden")}
    assert names == {case.name for case in CASES}
    texts = [path.read_text(encoding="utf-8") for path in EXPECTED.glob("*.golden")]
    assert sum(len(re.findall(r"^page \d+", text, re.MULTILINE)) for text in texts) >= 30
