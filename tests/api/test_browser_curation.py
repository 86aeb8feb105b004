"""The pages of who keeps the library in a real browser, with and without script."""

import time

import pytest
from browsing import needs_chromium, picture, violations, width_within
from tiny_library import KEY

from corpus.practices import practice_ids

pytestmark = needs_chromium


@pytest.mark.parametrize("opened", ["page", "plain_page"])
def test_a_keeper_signs_in_adds_a_document_sets_a_label_right_and_undoes_it(
    request, opened, kept_world, tmp_path
):
    page = request.getfixturevalue(opened)
    world = kept_world
    document = tmp_path / f"portineria_{'di_quartiere_' * 5}{opened}.md"
    document.write_text(f"# Portineria {opened}\n\nLa portineria del rione unisce chi abita qui.")
    passage = world.passage("report", "imparato")
    page.goto(f"/curation?back=/record/{world.ids['report']}%3Fpage%3D2")
    _look_at(page, "curation-sign-in", opened)
    page.get_by_label("Chiave della biblioteca").fill(KEY)
    page.get_by_role("button", name="Entra").click()
    page.locator(f'a[href="/curation/passage/{passage}"]').click()
    _look_at(page, "curation-passage", opened)
    page.get_by_label("Etichetta", exact=True).select_option("theme=housing")
    page.locator("#why-add").fill("lo dice il brano")
    page.get_by_role("button", name="Aggiungi", exact=True).click()
    page.get_by_text("Fatto.").wait_for()
    page.get_by_role("link", name="Storia delle correzioni").click()
    _look_at(page, "curation-history", opened)
    undo = page.locator("details").first
    undo.locator("summary").click()
    undo.get_by_label("Perché").fill("era una prova")
    undo.get_by_role("button").click()
    page.get_by_text("annullata", exact=True).first.wait_for()
    page.get_by_role("link", name="Aggiungi documenti").click()
    page.get_by_label("Documenti da aggiungere").set_input_files(document)
    page.get_by_role("button", name="Aggiungi", exact=True).click()
    _wait_for_the_outcome(page, opened)
    _look_at(page, "curation", opened)
    assert page.locator("tbody tr").first.inner_text().split("\t")[1] == "Letto"
    page.get_by_role("link", name="Documenti letti").click()
    _look_at(page, "curation-files", opened)
    [practice] = practice_ids(world.library.catalogue)
    page.goto(f"/curation/practice/{practice}")
    _look_at(page, "curation-practice", opened)
    page.get_by_role("button", name="Esci").click()
    page.get_by_label("Chiave della biblioteca").wait_for()


def _wait_for_the_outcome(page, opened):
    read = page.get_by_text("Tutto è stato letto.")
    if opened == "page":  # the script follows by itself
        read.wait_for(timeout=60_000)
    until = time.monotonic() + 60
    while not read.count() and time.monotonic() < until:
        page.wait_for_timeout(50)
        page.get_by_role("link", name="Aggiorna").click()


def _look_at(page, name, opened):
    """Check a page on the way: for everybody, no wider than a phone; and keep its picture."""
    if opened != "page":
        return
    picture(page, name)
    assert violations(page) == []
    assert width_within(page, 320) <= 320, name
    page.set_viewport_size({"width": 1280, "height": 720})
