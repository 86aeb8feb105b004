"""The report as one page that needs nothing else: style and plots are in it, no script.

Queries and file names come from anywhere: the template escapes every value.
"""

from __future__ import annotations

import json
from pathlib import Path

from eval.charts import interval_bars, topic_bars
from eval.report import MAIN, Report, report_json
from eval.report_texts import LANGUAGES, TEXTS, number
from eval.run import trec_lines

# What may be drawn or fetched: the page's own style, and nothing else, whatever a query holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2024; background: #fff;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption, th, td { text-align: left; } th, td { padding: .35rem .6rem; vertical-align: top;
  border-bottom: 1px solid #d5dae0; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
svg { width: 100%; height: auto; font-size: 13px; }
.bar { fill: #0066cc; } .worse { fill: #a12c2f; }
.whisker { stroke: #1c2024; stroke-width: 2; } .axis { stroke: #5c6370; }
.lost { color: #a12c2f; font-weight: 600; } .note { color: #444b54; } .wide { overflow-x: auto; }
details { margin: .3rem 0; border-bottom: 1px solid #d5dae0; } summary { padding: .4rem 0; }
.score { display: inline-block; min-width: 4rem; font-variant-numeric: tabular-nums; }
"""

_TEMPLATE = """<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<title>{{ t("title") }}: {{ report.tag }}</title>
<style>{{ style }}</style>
</head>
<body>
<main>
<p><a href="{{ other_file }}" hreflang="{{ other }}" lang="{{ other }}">{{ t("other") }}</a></p>
<h1>{{ t("title") }}</h1>
<p>{{ t("about", tag=report.tag, unit=t("unit." ~ report.unit), topics=report.topics|length) }}</p>
{% if not report.topics %}<p>{{ t("no_topics") }}</p>{% endif %}
<h2>{{ t("measures") }}</h2>
{{ measures_chart }}
<p class="note">{{ t("measures.note") }}</p>
<div class="wide"><table>
<thead><tr><th scope="col">{{ t("metric") }}</th><th scope="col" class="n">{{ t("value") }}</th>
<th scope="col" class="n">{{ t("interval") }}</th></tr></thead>
<tbody>
{% for name, value in report.evaluation.metrics.items() %}
<tr><th scope="row">{{ name }}</th><td class="n">{{ n(value) }}</td>
<td class="n">{{ n(report.intervals[name].low) }} – {{ n(report.intervals[name].high) }}</td></tr>
{% endfor %}
</tbody></table></div>
{% if report.comparison %}
<h2>{{ t("compared", run=report.compared) }}</h2>
<p class="note">{{ t("compared.note", topics=report.comparison.topics|length,
  left_out=report.comparison.left_out) }}</p>
<div class="wide"><table>
<thead><tr><th scope="col">{{ t("metric") }}</th>
{% for key in ("before", "after", "difference", "interval") %}
<th scope="col" class="n">{{ t(key) }}</th>
{% endfor %}
<th scope="col" class="n">p</th>
{% for key in ("wins", "ties", "losses") %}<th scope="col" class="n">{{ t(key) }}</th>{% endfor %}
</tr></thead>
<tbody>
{% for name, row in report.comparison.metrics.items() %}
<tr><th scope="row">{{ name }}</th><td class="n">{{ n(row.before) }}</td>
<td class="n">{{ n(row.after) }}</td><td class="n">{{ n(row.mean) }}</td>
<td class="n">{{ n(row.interval.low) }} – {{ n(row.interval.high) }}</td>
<td class="n">{{ n(row.p) }}</td>
<td class="n">{{ row.wins }}</td><td class="n">{{ row.ties }}</td>
<td class="n">{{ row.losses }}</td>
</tr>
{% endfor %}
</tbody></table></div>
{% if differences_chart %}<h3>{{ t("differences", metric=main) }}</h3>
{{ differences_chart }}{% endif %}
{% endif %}
<h2>{{ t("distribution", metric=main) }}</h2>
{{ topics_chart }}
{% if report.groups %}
<h2>{{ t("groups") }}</h2>
<div class="wide"><table>
<thead><tr><th scope="col">{{ t("field") }}</th><th scope="col">{{ t("of_field") }}</th>
<th scope="col" class="n">{{ t("count") }}</th>
<th scope="col" class="n">{{ main }}</th><th scope="col" class="n">{{ t("interval") }}</th>
<th scope="col" class="n">R@20</th></tr></thead>
<tbody>
{% for group in report.groups %}
<tr><td>{{ group.field }}</td><th scope="row">{{ group.value or t("none") }}</th>
<td class="n">{{ group.topics }}</td><td class="n">{{ n(group.metrics[main]) }}</td>
<td class="n">{{ n(group.interval.low) }} – {{ n(group.interval.high) }}</td>
<td class="n">{{ n(group.metrics["R@20"]) }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endif %}
<h2>{{ t("topics") }}</h2>
<p class="note">{{ t("topics.note") }}</p>
{% for row in topics %}
<details{% if row.metrics[main] < 0.5 %} open{% endif %}>
<summary><span class="score">{{ n(row.metrics[main]) }}</span> <bdi>{{ row.topic.id }}</bdi>:
<bdi>{{ row.topic.query }}</bdi>
{% for field, value in row.topic.about.items() %}<small>· {{ field }}: <bdi>{{ value }}</bdi>
</small>{% endfor %}</summary>
<div class="wide"><table>
<thead><tr><th scope="col">{{ t("relevant") }}</th><th scope="col" class="n">{{ t("grade") }}</th>
<th scope="col" class="n">{{ t("rank") }}</th><th scope="col">{{ t("above") }}</th></tr></thead>
<tbody>
{% for place in row.relevant %}
<tr><th scope="row"><bdi>{{ place.document }}</bdi></th><td class="n">{{ place.grade }}</td>
<td class="n">{% if place.rank %}{{ place.rank }}{% else %}
<span class="lost">{{ t("not_found") }}</span>{% endif %}</td>
<td>{% for other in place.above %}{{ other.rank }}. <bdi>{{ other.document }}</bdi>
({% if other.grade is none %}{{ t("unjudged") }}{% else %}
{{- t("graded", grade=other.grade) }}{% endif %})<br>{% endfor %}
{% if place.above_count > place.above|length %}
{{ t("more", count=place.above_count - place.above|length) }}{% endif %}</td></tr>
{% endfor %}
</tbody></table></div>
</details>
{% endfor %}
</main>
</body>
</html>
"""


def write_report(report: Report, folder: Path) -> None:
    """Write ``index.html`` (Italian), ``index.en.html``, ``report.json`` and ``run.trec``.

    Raises OSError if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        (folder / _file(language)).write_text(_printable(page(report, language)), "utf-8")
    answer = json.dumps(report_json(report), ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(_printable(answer), "utf-8")
    write_trec(report, folder / "run.trec")


def write_trec(report: Report, path: Path) -> None:
    """Write the run in TREC form. Raises OSError."""
    lines = trec_lines(report.evaluation.run, report.tag)
    path.write_text(_printable("".join(f"{line}\n" for line in lines)), "utf-8")


def page(report: Report, language: str) -> str:
    """Return the report as HTML in a language (``it`` or ``en``)."""
    # Imported here: commands that only measure need no templates (40 ms).
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    other = next(code for code in LANGUAGES if code != language)

    def t(key: str, **values: object) -> str:
        return TEXTS[language][key].format(**values)

    worst_first = sorted(report.topics, key=lambda row: (row.metrics[MAIN], row.topic.id))
    return environment.from_string(_TEMPLATE).render(
        report=report,
        language=language,
        other=other,
        other_file=_file(other),
        policy=_POLICY,
        style=_STYLE,
        main=MAIN,
        topics=worst_first,
        t=t,
        n=lambda value: number(value, language),
        measures_chart=interval_bars(report.evaluation.metrics, report.intervals, t("measures")),
        topics_chart=topic_bars(
            [(f"{row.topic.id} {row.topic.query}", row.metrics[MAIN]) for row in worst_first],
            t("distribution", metric=MAIN),
        ),
        differences_chart=_differences(report, t("differences", metric=MAIN)),
    )


def _differences(report: Report, title: str) -> str | None:
    """Return the plot of differences, None where the other run does not have the metric."""
    if report.comparison is None or MAIN not in report.comparison.metrics:
        return None
    rows = [(topic, row[MAIN]) for topic, row in report.comparison.topics.items()]
    return topic_bars(sorted(rows, key=lambda pair: (pair[1], pair[0])), title)


def _file(language: str) -> str:
    return "index.html" if language == "it" else f"index.{language}.html"


def _printable(text: str) -> str:
    """Return text that can be written: JSON may have given halves of characters."""
    return text.encode("utf-8", "replace").decode("utf-8")
