"""The words of the report, by language."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("it", "en")

TEXTS: Mapping[str, Mapping[str, str]] = {
    "it": {
        "title": "Qualità della ricerca",
        "other": "English",
        "about": "Ricerca {tag}; un risultato è: {unit}; temi valutati: {topics}.",
        "unit.page": "una pagina",
        "unit.record": "un documento",
        "unit.passage": "un brano",
        "measures": "Misure",
        "measures.note": "La barra è la media sui temi, la linea l'intervallo al 95 % "
        "(ricampionamento dei temi): altri temi dello stesso genere darebbero una media che cade "
        "di solito lì dentro.",
        "metric": "Misura",
        "value": "Media",
        "interval": "Intervallo al 95 %",
        "compared": "Confronto con {run}",
        "compared.note": "Temi in comune: {topics}; presenti in una sola delle due: {left_out}. "
        "p è del test di randomizzazione: quanto spesso il caso darebbe una differenza così "
        "grande. Sopra 0,05 la differenza può essere un caso.",
        "before": "Prima",
        "after": "Ora",
        "difference": "Differenza",
        "wins": "Meglio",
        "ties": "Uguali",
        "losses": "Peggio",
        "differences": "Differenza di {metric} per tema, dal peggiore al migliore",
        "distribution": "{metric} per tema, dal peggiore al migliore",
        "groups": "Per tipo di tema",
        "field": "Campo",
        "of_field": "Valore",
        "count": "Temi",
        "none": "(nessuno)",
        "topics": "Tema per tema",
        "topics.note": "Dal tema che va peggio. Per ogni risultato che risponde: il grado di "
        "rilevanza, il posto che ha avuto, e ciò che vale meno e gli stava sopra.",
        "topic": "Tema",
        "relevant": "Risponde",
        "grade": "Grado",
        "rank": "Posto",
        "above": "Stava sopra",
        "not_found": "non trovato",
        "unjudged": "non valutato",
        "more": "e altri {count}",
        "graded": "grado {grade}",
        "no_topics": "Nessun tema è stato valutato.",
    },
    "en": {
        "title": "Search quality",
        "other": "Italiano",
        "about": "Run {tag}; a result is {unit}; topics judged: {topics}.",
        "unit.page": "a page",
        "unit.record": "a document",
        "unit.passage": "a passage",
        "measures": "Measures",
        "measures.note": "The bar is the mean over topics, the line the 95% interval (topics "
        "resampled): other topics of the same kind would mostly give a mean that lies within.",
        "metric": "Measure",
        "value": "Mean",
        "interval": "95% interval",
        "compared": "Compared with {run}",
        "compared.note": "Topics in both: {topics}; in one of the two only: {left_out}. p is that "
        "of the randomization test: how often chance would give a difference as large. Above 0.05 "
        "the difference may be chance.",
        "before": "Before",
        "after": "Now",
        "difference": "Difference",
        "wins": "Better",
        "ties": "Equal",
        "losses": "Worse",
        "differences": "Difference of {metric} per topic, worst to best",
        "distribution": "{metric} per topic, worst to best",
        "groups": "By kind of topic",
        "field": "Field",
        "of_field": "Value",
        "count": "Topics",
        "none": "(none)",
        "topics": "Topic by topic",
        "topics.note": "Worst first. For each result that answers: its grade of relevance, the "
        "rank it had, and what is worth less and stood above it.",
        "topic": "Topic",
        "relevant": "Answers",
        "grade": "Grade",
        "rank": "Rank",
        "above": "Stood above it",
        "not_found": "not found",
        "unjudged": "not judged",
        "more": "and {count} more",
        "graded": "grade {grade}",
        "no_topics": "No topic was judged.",
    },
}


def number(value: float, language: str) -> str:
    """Return a number with three decimals, written as the language does."""
    text = f"{value:.3f}"
    return text.replace(".", ",") if language == "it" else text
