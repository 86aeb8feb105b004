"""Practices are suggested by the names of their records, as people left them."""

from making import make_record, put
from small_library import EMBEDDER, opened, reading_engine

from corpus.catalogue import Catalogue
from corpus.judgements import Verdict, Wish
from corpus.judging import judge
from corpus.records import Annotation
from index.apply import sync
from index.embed import embed_missing
from index.suggest import Kind

TOLD = "Il progetto Casa Aperta è nato ad Arezzo nel 2020 per gli anziani soli del quartiere."


def suggested(catalogue, data, typed):
    with opened(data) as indexes:
        sync(catalogue, indexes)
    found = reading_engine(catalogue, data).suggest(typed)
    return [s.text for s in found if s.kind is Kind.PRACTICE]


def test_a_practice_is_suggested_by_its_name_until_somebody_says_it_is_none(tmp_path):
    start = TOLD.index("Casa Aperta")
    found = (
        Annotation("kind", "practice", 0, len(TOLD), "cue-born", 0.9),
        Annotation("project", "Casa Aperta", start, start + 11, "named-project", 0.8),
    )
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        record = put(
            catalogue,
            make_record("a"),
            [TOLD],
            annotations={0: found},
            section=("Le esperienze del territorio",),
        )
        embed_missing(catalogue, EMBEDDER)
        assert suggested(catalogue, tmp_path, "aper") == ["Casa Aperta"]
        assert suggested(catalogue, tmp_path, "esperienze del") == []
        [passage] = catalogue.passages_of(record.id)
        judge(
            catalogue, passage.id, [Wish(Verdict.REMOVE, "kind", "practice")], "Ada", "solo un nome"
        )
        assert suggested(catalogue, tmp_path, "aper") == []
