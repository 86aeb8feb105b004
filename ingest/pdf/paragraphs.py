"""Lines in reading order into paragraphs, list items and headings yet unnamed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.layout import Draft, begins_with_mark
from ingest.pdf.lines import Line

BULLETS = "•◦▪▫■□●○‣⁃∙·►▶▸➢➤➔→⇒⇨✓✔❖◆◇–—-*"
# A dash before a figure may be a minus.
_BULLET = re.compile(
    rf"^(?:[{re.escape(BULLETS[:-4])}\uf0a7\uf0b7\uf0d8\uf0fc](?:\s+|$)|"
    rf"[{re.escape(BULLETS[-4:])}](?:\s+|$)(?!\d))"
)
_NUMBERED = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-z]\)|[ivx]{1,4}[.)])\s+\S")
_MARKER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[A-Z]\.|[IVX]{1,5}\.?)$")
_ENUMERATOR = re.compile(r"^\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})[.)]$")
_DOTS = re.compile(r"(?:[.·…_]\s?){4,}$")
_LED = re.compile(r"(?:[.·…_]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})\s*$")
_SENTENCE_END = re.compile(r"[.!?:;…][\"”»')\]]*[\s\u00b9\u00b2\u00b3\u2070-\u2079\d*]*$")

_LEADING = 1.62  # line distance in sizes that still holds a paragraph together
_LOOSER = 1.22  # times the distance so far
_EARLY = 0.35  # share of the column left blank that ends a paragraph without a full stop
_COLUMN_JUMP = 2.5  # sizes a column's head lies above its foot at least
_INDENT = 0.7  # in sizes
_TAIL = 20  # characters at the end that tell whether a sentence ends
_STEPS = 8  # lines looked back at for the distance between lines
_SIZE_CHANGE = 0.1


@dataclass(slots=True)
class _Stack:
    """Extent of the column that a line stands in."""

    left: float
    right: float
    lines: list[Line]
    hanging: bool = False


def is_bullet(text: str) -> bool:
    """Whether a line begins with a bullet."""
    return _BULLET.match(text) is not None


def paragraphs(lines: list[Line]) -> list[Draft]:
    """Return the drafts of a page, in order."""
    stacks = _stacks(lines)
    drafts: list[Draft] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if drafts and _belongs(drafts[-1], line, following, stacks):
            drafts[-1].lines.append(line)
        else:
            drafts.append(Draft([line]))
    return drafts


def _stacks(lines: list[Line]) -> dict[int, _Stack]:
    """Columns: runs of lines that go straight down."""
    stacks: dict[int, _Stack] = {}
    current: _Stack | None = None
    previous: Line | None = None
    for line in lines:
        below = previous is not None and _is_below(previous, line, 3.0)
        below = below and previous is not None and not _resized(previous, line)
        if current is None or not below:
            current = _Stack(line.x0, line.x1, [])
        current.lines.append(line)
        current.left = min(current.left, line.x0)
        current.right = max(current.right, line.x1)
        stacks[id(line)] = current
        previous = line
    for stack in {id(stack): stack for stack in stacks.values()}.values():
        stack.hanging = _is_hanging(stack)
    return stacks


def _is_hanging(stack: _Stack) -> bool:
    """Whether entries begin at the left edge and go on indented, as in bibliographies."""
    entries = running = 0
    for upper, line in pairwise(stack.lines):
        open_end = not _ends(upper.text)
        if is_bullet(line.text):
            return False
        if line.x0 - stack.left > _INDENT * line.size:
            # The first line of a paragraph follows a full stop; the second of an entry does not.
            entries += 1 if open_end or line.text[:1].islower() else -2
        elif open_end and upper.x0 - stack.left < _INDENT * line.size:
            running += 1
    return entries >= 2 and running < 0.2 * entries


def _is_below(upper: Line, line: Line, leading: float) -> bool:
    down = line.y1 - upper.y1
    shared = min(upper.x1, line.x1) - max(upper.x0, line.x0)
    return 0.3 * line.size < down < leading * max(line.size, upper.size) and shared > 0


def _belongs(draft: Draft, line: Line, following: Line | None, stacks: dict[int, _Stack]) -> bool:
    last = draft.last
    if _same_row(last, line):
        return _completes_marker(draft, line) or _is_led(last, line)
    if _is_led_to_page(draft) or begins_with_mark(line, line.size):
        return False
    if _starts_item(draft, line):
        return False
    if _resized(last, line):
        return False
    if _style_changes(draft, line):
        return False
    if not _is_below(last, line, _LEADING):
        return _continues_elsewhere(draft, line, stacks)
    if not _steady(draft, line):
        return False
    return not _opens_paragraph(draft, line, following, stacks[id(last)])


def _resized(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) > _SIZE_CHANGE * max(a.size, b.size)


def _same_row(a: Line, b: Line) -> bool:
    shared = min(a.core[1], b.core[1]) - max(a.core[0], b.core[0])
    return shared > 0.5 * min(a.core[1] - a.core[0], b.core[1] - b.core[0])


def _completes_marker(draft: Draft, line: Line) -> bool:
    """Tell whether a bullet or a section number has its text beside it."""
    last = draft.last
    gap = line.x0 - last.x1
    if len(draft.lines) > 1 or not -1.0 < gap < 5 * line.size:
        return False
    if is_bullet(last.text) and len(last.text) <= 2:
        return True
    if _ENUMERATOR.match(last.text):
        return line.text[:1].isalpha() or line.text[:1] in "“«\"('"
    strong = line.bold or line.size > 1.1 * last.size or last.bold
    return bool(_MARKER.match(last.text)) and strong and line.text[:1].isalpha()


def _is_led_to_page(draft: Draft) -> bool:
    """Whether an entry of the contents is complete: dots, then a page number."""
    text = draft.last.text
    if not text[-1:].isalnum():
        return False
    if len(draft.lines) > 1 and len(text) < _TAIL:
        text = f"{draft.lines[-2].text} {text}"
    return _LED.search(text, max(0, len(text) - 2 * _TAIL)) is not None


def _is_led(last: Line, line: Line) -> bool:
    """Whether dots lead from a title of the contents to its page."""
    return _DOTS.search(last.text) is not None or _DOTS.match(line.text) is not None


def _starts_item(draft: Draft, line: Line) -> bool:
    if is_bullet(line.text):
        # A dash at the start of a line inside a sentence is a dash.
        dash = line.text[0] in "–—-*" and line.text[1:2] == " "
        return not dash or is_bullet(draft.text) or _ends(draft.text) or _is_first(draft)
    if _NUMBERED.match(line.text):
        return _ends(draft.text) or bool(_NUMBERED.match(draft.text))
    return False


def _is_first(draft: Draft) -> bool:
    return len(draft.lines) == 1 and len(draft.text) < 90


def _ends(text: str) -> bool:
    return _SENTENCE_END.search(text, max(0, len(text) - _TAIL)) is not None


def _style_changes(draft: Draft, line: Line) -> bool:
    before, after = draft.last.tokens[-1].style, line.tokens[0].style
    if before.bold == after.bold:
        return False
    uniform = draft.last.bold == before.bold and line.bold == after.bold
    return uniform and (len(draft.lines) <= 4 or line.bold)


def _continues_elsewhere(draft: Draft, line: Line, stacks: dict[int, _Stack]) -> bool:
    """Whether a paragraph that reaches the foot of a column goes on at the head of the next."""
    last = draft.last
    column = stacks[id(last)]
    if line.x0 < last.x1 or len(draft.lines) < 2 or _ends(last.text):
        return False
    if last.y0 - line.y0 < _COLUMN_JUMP * line.size:
        return False
    if last.x1 < column.right - 0.2 * (column.right - column.left):
        return False
    return line.text[:1].islower() or last.text.endswith("-") or line.text[:1] in "(“"


def _steady(draft: Draft, line: Line) -> bool:
    if len(draft.lines) < 2:
        return True
    steps = [b.y1 - a.y1 for a, b in pairwise(draft.lines[-_STEPS:])]
    steps = [step for step in steps if step > 0.3 * line.size]
    return not steps or line.y1 - draft.last.y1 <= _LOOSER * min(steps) + 0.5


def _opens_paragraph(draft: Draft, line: Line, following: Line | None, column: _Stack) -> bool:
    last = draft.last
    shift = line.x0 - last.x0
    size = max(line.size, 1.0)
    if last.text.endswith("-") and (line.text[:1].islower() or line.text[:1].isdigit()):
        return False
    if column.hanging:
        return line.x0 - column.left < _INDENT * size
    if _is_centred(last, line):
        return False
    if shift > _INDENT * size:
        return not _hangs(draft, line, following)
    if shift < -_INDENT * size:
        return len(draft.lines) > 1 or is_bullet(draft.first.text)
    return _ended_early(draft, line, column)


def _is_centred(a: Line, b: Line) -> bool:
    off = abs((a.x0 + a.x1) - (b.x0 + b.x1)) / 2
    return off < 0.3 * b.size and abs(a.x0 - b.x0) > 0.3 * b.size


def _hangs(draft: Draft, line: Line, following: Line | None) -> bool:
    """Whether an indented line is the second of an entry with a hanging indent."""
    if len(draft.lines) > 1:
        return False
    first = draft.first.text
    if is_bullet(first) or _NUMBERED.match(first) or _MARKER.match(first.split(" ")[0]):
        return True
    if draft.bold and line.bold:
        return True
    if following is not None and _is_below(line, following, _LEADING):
        return abs(following.x0 - line.x0) < 0.3 * line.size or not _ends(first)
    return not _ends(first)


def _ended_early(draft: Draft, line: Line, column: _Stack) -> bool:
    """Whether the first word of this line would have had room on the line before."""
    last = draft.last
    if draft.bold and line.bold:
        numbered = _MARKER.match(draft.first.tokens[0].text) is not None
        return not numbered and _ends(last.text) and line.text[:1].isupper()
    word = line.tokens[0].x1 - line.tokens[0].x0
    room = column.right - last.x1
    if room < word + 1.5 * line.size:
        return False
    if _ends(last.text):
        return True
    start = line.text[:1]
    return (start.isupper() or start.isdigit()) and room > _EARLY * (column.right - column.left)
