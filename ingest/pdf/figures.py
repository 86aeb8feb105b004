"""The words of charts and drawings stay together, with the caption of their figure."""

from __future__ import annotations

import re

from corpus.records import BlockKind
from ingest.pdf.layout import Draft

_FIGURE = re.compile(
    r"^(?:figura|fig\.|grafico|prospetto|schema|figure|chart|exhibit|diagramma|cartogramma|mappa)"
    r"\s*(?:n\.\s*)?[A-Z]?\d",
    re.IGNORECASE,
)
_MOST_FIGURES = 30  # on a page; more are a list of figures
_LABEL_WORDS = 8
_LISTED = 2.5  # words a line, as in a column of names


def gather_figures(drafts: list[Draft], body: float) -> None:
    """Join the labels around the caption of a figure to one caption.

    Labels that run up or across stand at the end of ``drafts``; they join the figure they are in.
    """
    captions = [index for index, draft in enumerate(drafts) if _is_figure(draft)]
    if not 0 < len(captions) <= _MOST_FIGURES:
        return
    gone: set[int] = set()
    made: dict[int, Draft] = {}
    turned = [i for i, draft in enumerate(drafts) if draft.first.angle]
    for place in captions:
        found = _labels(drafts, place, body, gone)
        found += _inside(drafts, turned, [place, *found], gone)
        if not found:
            continue
        gone.update(found)
        lines = [line for index in found for line in drafts[index].lines]
        before = found[0] < place
        made[place - 1 if before else place] = Draft(lines, BlockKind.CAPTION, scattered=True)
    kept: list[Draft] = []
    for index, draft in enumerate(drafts):
        if index not in gone:
            kept.append(draft)
        if index in made:
            kept.append(made[index])
    drafts[:] = kept


def _is_figure(draft: Draft) -> bool:
    return draft.kind is BlockKind.CAPTION and _FIGURE.match(draft.text) is not None


def _labels(drafts: list[Draft], place: int, body: float, gone: set[int]) -> list[int]:
    """Places of the labels below a caption, or of those above it if there are none below."""
    below: list[int] = []
    for index in range(place + 1, len(drafts)):
        if index in gone or not _is_label(drafts[index], body):
            break
        below.append(index)
    if any(_has_figures(drafts[index]) for index in below) or len(below) > 2:
        return below
    above: list[int] = []
    for index in range(place - 1, -1, -1):
        if index in gone or not _is_label(drafts[index], body):
            break
        above.insert(0, index)
    return above if any(_has_figures(drafts[index]) for index in above) else []


def _has_figures(draft: Draft) -> bool:
    return draft.scattered or any(c.isdigit() for c in draft.text)


def _is_label(draft: Draft, body: float) -> bool:
    if draft.kind is not BlockKind.PARAGRAPH or draft.first.angle:
        return False
    if draft.scattered:
        return True
    if draft.size > 1.02 * body or (draft.bold and draft.size > 0.97 * body):
        return False
    words = sum(len(line.tokens) for line in draft.lines)
    if draft.text.endswith((".", ":", ";")):
        return False
    listed = len(draft.lines) > 2 and words <= _LISTED * len(draft.lines)
    return listed or words <= _LABEL_WORDS or not any(c.isalpha() for c in draft.text)


def _inside(drafts: list[Draft], turned: list[int], figure: list[int], gone: set[int]) -> list[int]:
    """Return the turned labels between the top and the foot of a figure."""
    boxes = [drafts[index].box for index in figure]
    top, foot = min(box[1] for box in boxes), max(box[3] for box in boxes)
    # A caption stands at the head of its figure or at its foot; what follows it may all be turned.
    if len(figure) == 1:
        rest = [d for d in drafts[figure[0] + 1 :] if d.kind is not BlockKind.TABLE_ROW]
        following = [d.box[1] for d in rest if not d.first.angle]
        foot = min((y for y in following if y > foot), default=foot + 1)
    return [
        index
        for index in turned
        if index not in gone and top <= (drafts[index].box[1] + drafts[index].box[3]) / 2 <= foot
    ]
