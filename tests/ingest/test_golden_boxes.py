"""The text under the boxes of a passage is the text of the passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pptx
import pytest
from golden.cases import DECKS, PDF
from golden.under_boxes import letters_of, plain, text_on_page, text_under
from golden.written import passages_of
from pptx.enum.shapes import MSO_SHAPE_TYPE

from ingest.office_pptx import read_pptx
from ingest.pdf import read_pdf

LIBRARY = Path(__file__).parents[2].parent / "shared" / "library"
PAGES = 12  # of each real report, spread evenly: all of them take minutes
# Measured 0 to 1.6 %: names that stand slanted below the columns of charts, one over the other.
MOST = 0.02
SLIDES = ("pptx-bullets", "pptx-groups", "pptx-table", "pptx-columns", "pptx-two-bodies")


def differing(path: Path, language: str, most: int | None = None) -> tuple[int, list[str]]:
    """Count the passages looked at, and show those whose boxes hold another text."""
    document = read_pdf(path)
    pages = {page.number: page for page in document.pages}
    step = max(1, len(pages) // most) if most else 1
    chosen = set(range(1, len(pages) + 1, step))
    passages = [
        p for p in passages_of(document, language) if {span.page for span in p.spans} <= chosen
    ]
    numbers = sorted({span.page for p in passages for span in p.spans})
    letters = letters_of(path, numbers)
    shown = []
    for passage in passages:
        wanted = plain(text_on_page(passage, pages))
        under = [plain(text_under(passage.boxes, letters, as_filed=f)) for f in (False, True)]
        if wanted not in under:
            shown.append(f"page {passage.page}\n  text  {wanted}\n  under {under[0]}")
    return len(passages), shown


@pytest.mark.parametrize("case", PDF, ids=lambda case: case.name)
def test_boxes_of_a_built_page_hold_exactly_their_passage(case, tmp_path):
    path = tmp_path / f"{case.name}.pdf"
    case.build(path)
    looked_at, shown = differing(path, case.language)
    assert looked_at
    assert not shown, "\n".join(shown)


@pytest.mark.skipif(not LIBRARY.is_dir(), reason="the shared library is not beside the project")
@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.pdf")), ids=lambda path: path.stem)
def test_boxes_of_a_real_page_hold_their_passage(path):
    looked_at, shown = differing(path, "it", PAGES)
    assert looked_at
    assert len(shown) <= MOST * looked_at, "\n".join(shown)


def shapes_below(shapes) -> Iterator[tuple[float, float, str]]:
    """Iterate over the middle (in points) and the text of all shapes, in groups too."""
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from shapes_below(shape.shapes)
            continue
        text = shape.text_frame.text if shape.has_text_frame else ""
        if shape.has_table:
            text = " ".join(cell.text for row in shape.table.rows for cell in row.cells)
        if text.strip():
            middle = shape.left + shape.width / 2, shape.top + shape.height / 2
            yield middle[0] / 12_700, middle[1] / 12_700, text


@pytest.mark.parametrize(
    "case", [case for case in DECKS if case.name in SLIDES], ids=lambda case: case.name
)
def test_boxes_of_a_built_slide_hold_exactly_the_words_of_its_passage(case, tmp_path):
    path = tmp_path / "deck.pptx"
    case.build(path)
    slides = list(pptx.Presentation(str(path)).slides)
    passages = passages_of(read_pptx(path), case.language)
    assert passages
    for passage in passages:
        under = [
            text
            for x, y, text in shapes_below(slides[passage.page - 1].shapes)
            if any(b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1 for _, b in passage.boxes)
        ]
        # The names of columns stand on the slide once, and cells that are merged say it once.
        assert set(words(" ".join(under))) == set(words(passage.text))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
