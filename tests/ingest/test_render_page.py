"""Pictures of pages that have none of their own."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageFont

from corpus.records import BlockKind, Box, Page
from ingest.pages import PageWriter
from ingest.render import _font_files, render_text_page


def opened(page: Page, scale: float = 1.0) -> Image.Image:
    return Image.open(io.BytesIO(render_text_page(page, "Un titolo", scale))).convert("L")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    part = image.crop(box)
    return ImageChops.invert(part).getbbox() is not None


def test_a_slide_is_drawn_in_its_boxes_at_its_size():
    writer = PageWriter(1, 720, 540)
    writer.add(BlockKind.TITLE, "È così", 1, Box(400, 300, 700, 400))
    image = opened(writer.finish(), 2.0)
    assert image.size == (1440, 1080)
    assert ink(image, (800, 600, 1400, 800))
    assert not ink(image, (10, 10, 780, 580))


@pytest.mark.parametrize("count", [1, 5_000])
def test_a_text_page_grows_with_its_text_up_to_a_bound(count):
    writer = PageWriter(1)
    for _ in range(count):
        writer.add(BlockKind.PARAGRAPH, "Perché la comunità è più forte. " * 20)
    image = opened(writer.finish())
    assert image.width == 595
    assert image.height == (842 if count == 1 else 3368)


@pytest.mark.parametrize("scale", [0.0001, 1000.0])
def test_any_scale_gives_a_picture_of_bounded_size(scale):
    writer = PageWriter(1, 720, 540)
    writer.add(BlockKind.PARAGRAPH, "testo", box=Box(-100, -50, 9_000, 9_000))
    assert max(opened(writer.finish(), scale).size) <= 4_000


def test_an_unreadable_page_says_so():
    image = opened(PageWriter(3, 720, 540).finish(unreadable="the slide is damaged"))
    assert ink(image, (10, 100, 700, 300))


def test_long_words_and_crowded_boxes_are_drawn():
    writer = PageWriter(1, 720, 540)
    for _ in range(30):
        writer.add(BlockKind.LIST_ITEM, "https://" + "a" * 500, 9, Box(700, 530, 701, 531))
    assert opened(writer.finish()).size == (720, 540)


def test_accents_are_drawn_without_any_font_of_the_system():
    font = ImageFont.truetype(_font_files()[-1], 40)
    missing = font.getmask("\u4e00").getbbox()
    widths = [font.getmask(letter).getbbox() for letter in "àèéìòùÈ«’–€"]
    assert missing not in widths
    assert all(widths)
