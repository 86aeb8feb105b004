"""Where the text of a web page is, and what around it is not text: menus, banners, footers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.pages import clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

#: Elements whose content is never text of the page.
SILENT_TAGS = frozenset(
    re.findall(
        r"\S+",
        "script style noscript template svg math iframe object embed canvas audio video map head"
        " title button select input textarea datalist option dialog -comment",
    )
)
_SIDE_TAGS = frozenset(("nav", "footer", "aside"))
_SIDE_ROLES = frozenset(
    re.findall(
        r"\S+",
        "navigation banner contentinfo search complementary dialog alertdialog menu menubar"
        " toolbar",
    )
)
# Words in classes and ids; a name is split at hyphens, underscores and capitals. The strong ones
# name nothing else, the weak ones also parts of the text ("social-housing", "hero-banner").
_STRONG_WORDS = frozenset(
    re.findall(
        r"\S+",
        "cookie cookies gdpr iubenda breadcrumb breadcrumbs navbar submenu sidebar footer"
        " sharedaddy pagination pager editsection",
    )
)
_WEAK_WORDS = frozenset(
    re.findall(
        r"\S+",
        "menu nav navigation share sharing social newsletter subscribe related correlati comments"
        " commenti popup modal skip advert ads adv banner topbar toolbar masthead search consent"
        " header",
    )
)
_SLIGHT_CHARS = 150  # text a weakly named part may hold and still be no text of the page
_WEAK_LINK_SHARE = 0.4
_MAX_NOTICE_CHARS = 1_200  # a cookie notice with all its purposes
_NEVER_SIDE = frozenset(("html", "body", "main", "article"))
_MAIN_SELECTORS = ("main", "[role=main]", "article", "[itemprop=articleBody]")
# What the usual publishing programs call the part that holds the text (WordPress, Drupal, wikis).
_USUAL_SELECTORS = (
    ".entry-content, .post-content, .article-content, .article-body, .field--name-body",
    "#mw-content-text",
)
# A part with this share of the page's text is the page, whatever its class says.
_TOO_MUCH = 0.4
# The element that holds the main text holds at least this share of all text outside menus.
_MAIN_SHARE = 0.35
_ARTICLE_SHARE = 0.6  # an article with this share of the main part is what the page is about
_MAX_LINK_SHARE = 0.7  # above it a list or block of links is a menu
_MENU_LINKS = 3
_ABOVE_TITLE = frozenset(("div", "p", "section", "td", "span", "header"))
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


@dataclass(slots=True)
class Sizes:
    """Characters of text below each element, and those of them in links."""

    text: dict[int, int] = field(default_factory=dict)
    linked: dict[int, int] = field(default_factory=dict)
    links: dict[int, int] = field(default_factory=dict)

    def chars(self, node: LexborNode) -> int:
        """Return the characters of text below a node."""
        return self.text.get(node.mem_id, 0)


@dataclass(frozen=True, slots=True)
class MainText:
    """The element that holds the text, the elements below it to skip, a title outside it."""

    root: LexborNode
    skipped: frozenset[int]
    title: str | None


def walk(
    root: LexborNode, skip: Callable[[LexborNode], bool] | None = None
) -> Iterator[tuple[LexborNode, bool]]:
    """Iterate over a node and those below, each as it opens (True) and as it closes (False).

    Nodes that ``skip`` names are left out with all below. There is no recursion: pages nest deep.
    """
    end = root.mem_id
    node, opening = root, True
    while True:
        left_out = opening and skip is not None and skip(node)
        if not left_out:
            yield node, opening
        if opening and not left_out:
            inner = node.child
            node, opening = (inner, True) if inner is not None else (node, False)
            continue
        if node.mem_id == end:
            return
        following = node.next
        if following is not None:
            node, opening = following, True
            continue
        parent = node.parent
        if parent is None:
            return
        node, opening = parent, False


def is_silent(node: LexborNode) -> bool:
    """Tell whether nothing in an element is shown as text."""
    tag = node.tag or ""
    if tag in SILENT_TAGS:
        return True
    if tag.startswith("-"):
        return False
    attributes = node.attributes
    if "hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style") or ""):
        return True
    # Icons are marked so; a whole page is too while a dialog is open, and must not be lost.
    return tag in ("span", "i", "b", "a", "sup") and attributes.get("aria-hidden") == "true"


def measure(body: LexborNode) -> Sizes:
    """Count the characters of text and of links below each element of a page."""
    sizes = Sizes()
    stack: list[list[int]] = [[0, 0, 0]]
    for node, opening in walk(body, is_silent):
        if node.tag == "-text":
            if opening:
                stack[-1][0] += len((node.text_content or "").strip())
        elif opening:
            stack.append([0, 0, 0])
        else:
            text, linked, links = stack.pop()
            if node.tag == "a":
                linked, links = text, links + 1
            key = node.mem_id
            sizes.text[key], sizes.linked[key], sizes.links[key] = text, linked, links
            for index, value in enumerate((text, linked, links)):
                stack[-1][index] += value
    return sizes


def find_main(body: LexborNode, sizes: Sizes, title: str | None) -> MainText:
    """Return where the text of the page is.

    ``title`` is what the page's metadata call it, by which its heading is known when it stands
    above the main text.
    """
    whole = sizes.chars(body)
    skipped: set[int] = set()

    def is_side(node: LexborNode) -> bool:
        if is_silent(node):
            return True
        if _is_side(node, sizes, whole):
            skipped.add(node.mem_id)
            return True
        return False

    for _ in walk(body, is_side):
        pass
    left_out = sum(sizes.text.get(key, 0) for key in skipped)
    root = _root(body, sizes, _MAIN_SHARE * (whole - left_out))
    if root.mem_id == body.mem_id:
        skipped |= _link_lists(body, sizes, whole) | _links_above_title(body, sizes)
    return MainText(root, frozenset(skipped), _outer_title(body, root, title))


def _root(body: LexborNode, sizes: Sizes, least: float) -> LexborNode:
    for selector in _MAIN_SELECTORS:
        found = max(body.css(selector), key=sizes.chars, default=None)
        if found is not None and sizes.chars(found) >= max(least, 1):
            inner = max(found.css("article"), key=sizes.chars, default=None)
            if inner is not None and sizes.chars(inner) >= _ARTICLE_SHARE * sizes.chars(found):
                return inner
            return found
    for selector in _USUAL_SELECTORS:
        found = max(body.css(selector), key=sizes.chars, default=None)
        if found is not None and sizes.chars(found) >= max(2 * least, 1):
            return found
    return body


def _is_side(node: LexborNode, sizes: Sizes, whole: int) -> bool:
    tag = node.tag or ""
    if tag in _NEVER_SIDE or tag.startswith("-"):
        return False
    chars = sizes.chars(node)
    if chars > _TOO_MUCH * whole and not (tag in _SIDE_TAGS and tag != "aside"):
        return False
    attributes = node.attributes
    words = _words(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")
    if tag in _SIDE_TAGS or (attributes.get("role") or "").lower() in _SIDE_ROLES:
        return True
    if _STRONG_WORDS & words:
        return node.css_first("h1, main, article") is None
    linked = sizes.linked.get(node.mem_id, 0)
    if _WEAK_WORDS & words or tag == "header":
        slight = chars < _SLIGHT_CHARS or linked > _WEAK_LINK_SHARE * chars
        return slight and node.css_first("h1, h2, main, article") is None
    return tag in ("div", "section", "form") and _asks_consent(node, chars)


def _asks_consent(node: LexborNode, chars: int) -> bool:
    """Recognise a cookie notice by its words and its button."""
    if not 0 < chars < _MAX_NOTICE_CHARS or node.css_first("button, input, a") is None:
        return False
    text = node.text(deep=True, separator=" ").lower()
    return (
        "cookie" in text
        and re.search(r"accett|rifiut|accept|reject|agree|chiudi", text) is not None
    )


def _link_lists(body: LexborNode, sizes: Sizes, whole: int) -> set[int]:
    """Return lists and blocks that are little but links, on a page that does not say its parts."""
    found: set[int] = set()
    for node in body.css("ul, ol, div, table, section, td, p, center"):
        key, chars = node.mem_id, sizes.chars(node)
        many = sizes.links.get(key, 0) >= _MENU_LINKS
        if many and chars < _TOO_MUCH * whole and sizes.linked[key] > _MAX_LINK_SHARE * chars:
            found.add(key)
    return found


def _links_above_title(body: LexborNode, sizes: Sizes) -> set[int]:
    """Return blocks of nothing but links that stand above the first heading of a page."""
    heading = next((h for h in body.css("h1") if sizes.chars(h)), None)
    found: set[int] = set()
    if heading is None:
        return found
    for node, opening in walk(body, is_silent):
        if node.mem_id == heading.mem_id:
            break
        chars = sizes.chars(node)
        if opening and node.tag in _ABOVE_TITLE and chars and sizes.linked[node.mem_id] == chars:
            found.add(node.mem_id)
    return found


def _outer_title(body: LexborNode, root: LexborNode, title: str | None) -> str | None:
    """Return the page's first heading when it stands outside the main text."""
    if root.mem_id == body.mem_id or root.css_first("h1") is not None:
        return None
    for heading in body.css("h1"):
        text = clean(heading.text(deep=True))
        if text and (
            title is None or text.lower() in title.lower() or title.lower() in text.lower()
        ):
            return text
    return None


def _words(names: str) -> set[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names)
    return set(re.split(r"[\s_-]+", apart.lower()))
