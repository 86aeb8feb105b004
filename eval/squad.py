"""The test part of SQuAD-it as a retrieval test (Croce et al. 2018, CC BY-SA 4.0).

    python -m eval.squad --data /tmp/squad            # ingests once, then measures
    python -m eval.squad --data /tmp/squad --questions 200

Topics are questions, each answered by one of 2,010 paragraphs. The data stays where it is: its
licence asks for terms that this project's files do not carry.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.catalogue import Catalogue
from corpus.errors import PrassiError
from corpus.vocabulary import vocabulary_version
from eval.collection import Qrels, Topic
from eval.measure import Evaluation, measure, run_topics
from eval.significance import intervals
from index.answers import Group, Mode, SearchRequest
from index.apply import lexical_folder
from index.dense import open_background, open_exact
from index.lexical import LexicalIndex
from index.model import DEFAULT_MODEL, default_models_folder, model_folder, open_embedder
from index.search import SearchEngine

FILE = Path(__file__).parents[2] / "shared" / "data" / "squad-it-test.json.gz"
QUESTIONS = 1_500
_MAIN = "nDCG@10"
#: What the same questions gave elsewhere, nDCG@10; the peers used the same model.
KNOWN: Mapping[str, float] = {
    "to reach: hybrid": 0.895,
    "vectors alone, as the model gives them": 0.790,
    "BM25 with Italian stems": 0.824,
    "reciprocal rank fusion, k = 10": 0.859,
    "0.7 dense + 0.3 BM25, z-scored": 0.876,
    "LanceDB hybrid (400 questions)": 0.841,
    "txtai hybrid (400 questions)": 0.825,
}


class NoSquad(PrassiError):
    """The data is not where it was looked for, or is something else."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Squad:
    """Paragraphs in file order (some are the same text), and questions with their paragraph."""

    paragraphs: tuple[str, ...]
    questions: tuple[tuple[str, int], ...]

    def sample(self, count: int) -> tuple[tuple[str, int], ...]:
        """Return the questions that are always drawn: seed 0 over all, in file order."""
        drawn = np.random.RandomState(0).permutation(len(self.questions))[:count]
        return tuple(self.questions[place] for place in drawn)

    def first_of(self) -> tuple[int, ...]:
        """Return for each paragraph the first with its text: a library keeps equal files once."""
        first: dict[str, int] = {}
        return tuple(first.setdefault(text, n) for n, text in enumerate(self.paragraphs))


def read_squad(path: Path) -> Squad:
    """Read the data.

    Raises NoSquad.
    """
    try:
        with gzip.open(path) as file:
            articles = json.load(file)["data"]
        paragraphs: list[str] = []
        questions: list[tuple[str, int]] = []
        for article in articles:
            for paragraph in article["paragraphs"]:
                questions += [(str(qa["question"]), len(paragraphs)) for qa in paragraph["qas"]]
                paragraphs.append(str(paragraph["context"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise NoSquad(path, f"cannot be read as SQuAD ({error})") from error
    return Squad(tuple(paragraphs), tuple(questions))


def name_of(paragraph: int) -> str:
    """Return the file name of a paragraph."""
    return f"p{paragraph:04}.txt"


def topics_and_qrels(squad: Squad, count: int) -> tuple[tuple[Topic, ...], Qrels]:
    """Return the sample as topics and judgements; equal paragraphs share the first's name."""
    first = squad.first_of()
    topics, qrels = [], {}
    for number, (question, paragraph) in enumerate(squad.sample(count)):
        topics.append(Topic(f"s{number:04}", question))
        qrels[f"s{number:04}"] = {name_of(first[paragraph]): 1}
    return tuple(topics), qrels


def write_paragraphs(squad: Squad, folder: Path) -> None:
    """Write each text once, a file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in sorted(set(squad.first_of())):
        path = folder / name_of(number)
        if not path.exists():
            path.write_text(squad.paragraphs[number], "utf-8")


def rank(
    engine: SearchEngine, squad: Squad, topics: Sequence[Topic], mode: Mode
) -> dict[str, list[str]]:
    """Return the ten best paragraphs of each topic, by the name of the first of their text."""
    first = {name_of(n): name_of(same) for n, same in enumerate(squad.first_of())}

    def documents(query: str) -> Iterable[str]:
        request = SearchRequest(query=query, group=Group.RECORD, mode=mode, limit=10, facets=False)
        for hit in engine.search(request).hits:
            yield first.get(hit.record.file_name, hit.record.file_name)

    return run_topics(topics, documents)


def evaluate(data: Path, squad: Squad, count: int, models: Path) -> dict[Mode, Evaluation]:
    """Measure each way of ranking over the library in ``data``."""
    topics, qrels = topics_and_qrels(squad, count)
    embedder = open_embedder(model_folder(DEFAULT_MODEL, models))
    model, dimension = embedder.fingerprint, embedder.dimension
    with Catalogue(data / "catalogue.db") as catalogue:
        engine = SearchEngine(
            catalogue,
            LexicalIndex(lexical_folder(data), vocabulary_version()),
            open_exact(catalogue, model, dimension),
            open_background(catalogue, model, dimension, embedder.unrelated),
            lambda text: embedder.embed_queries([text])[0],
            model,
            dimension,
        )
        return {mode: measure(rank(engine, squad, topics, mode), qrels) for mode in Mode}


def main(arguments: Sequence[str] | None = None) -> None:
    """Ingest what is missing, measure, and print the figures beside those known."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.squad",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="library folder, kept")
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--models", type=Path, default=default_models_folder())
    parser.add_argument("--no-ingest", action="store_true", help="the folder is ready")
    options = parser.parse_args(arguments)
    try:
        squad = read_squad(options.file)
        if not options.no_ingest:
            _ingest(squad, options.data)
        found = evaluate(options.data, squad, options.questions, options.models)
    except PrassiError as error:
        sys.exit(str(error))
    _print(found)


def _ingest(squad: Squad, data: Path) -> None:
    # Kept beside the catalogue: under the same names, what was read once is left alone.
    folder = data / "paragraphs"
    write_paragraphs(squad, folder)
    words = [sys.executable, "-m", "api.cli", "--data", str(data), "ingest", str(folder)]
    done = subprocess.run(words, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise NoSquad(data, f"ingesting the paragraphs ended with {done.returncode}")


def _print(found: Mapping[Mode, Evaluation]) -> None:
    lines = []
    for mode, evaluation in found.items():
        bounds = intervals(evaluation.topics, [_MAIN])[_MAIN]
        lines.append(
            f"{f'{mode} ({len(evaluation.topics)} questions)':<42}{evaluation.metrics[_MAIN]:.4f}"
            f"  [{bounds.low:.4f}, {bounds.high:.4f}]"
        )
    lines += [f"{name:<42}{value:.3f}" for name, value in KNOWN.items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
