"""Web pages, Markdown and plain text."""

from __future__ import annotations

from pathlib import Path

ARTICLE = """<!DOCTYPE html>
<html lang="it-IT"><head><meta charset="utf-8">
<title>La lavanderia sociale | Voci di ringhiera</title>
<meta property="og:title" content="La lavanderia sociale che ha cambiato un cortile">
<meta property="og:site_name" content="Voci di ringhiera">
<meta name="author" content="Bruna Costa">
<meta property="article:published_time" content="2021-11-04T08:00:00+01:00">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-11-04",
"headline": "La lavanderia sociale che ha cambiato un cortile"}</script></head><body>
<div id="cookie-consent"><p>Questo sito usa cookie per contare le visite.</p>
<button>Accetta</button><button>Rifiuta</button></div>
<header class="site-header"><a href="/">Voci di ringhiera</a>
<nav><ul><li><a href="/storie">Storie</a></li><li><a href="/numeri">Numeri</a></li>
<li><a href="/chi">Chi siamo</a></li></ul></nav></header>
<main><article><h1>La lavanderia sociale che ha cambiato un cortile</h1>
<p class="byline">di Bruna Costa, <time datetime="2021-11-04">4 novembre 2021</time></p>
<p>In via Padova c'erano <strong>sei lavatrici</strong> e nessuno che le usasse. Oggi bisogna
prenotare, e mentre la macchina gira si parla.<sup><a href="#n1">1</a></sup></p>
<figure><img src="a.jpg" alt="Sei lavatrici in fila sotto una tettoia">
<figcaption>Le lavatrici del cortile, foto di casa</figcaption></figure>
<h2>Come funziona</h2>
<ul><li>si prenota al bar</li><li>si paga con un gettone<ul><li>un euro per chi abita lì</li>
</ul></li></ul>
<h2>I numeri</h2>
<table><caption>Lavaggi per mese</caption><thead><tr><th>Mese</th><th>Lavaggi</th></tr></thead>
<tbody><tr><td>Marzo</td><td>112</td></tr><tr><td>Aprile</td><td>140</td></tr></tbody></table>
<blockquote><p>«Il bucato è una scusa. La verità è che scendo per parlare.»</p></blockquote>
<div class="share-buttons"><a href="#">Condividi</a> <a href="#">Invia</a></div>
<section class="related-posts"><h3>Leggi anche</h3><ul><li><a href="/1">Il forno di notte</a></li>
<li><a href="/2">Una panchina per tutti</a></li></ul></section></article></main>
<aside><h3>Iscriviti</h3><p>Ricevi le storie ogni lunedì.</p></aside>
<footer><p>Voci di ringhiera, associazione culturale. Tutti i diritti riservati.</p></footer>
</body></html>
"""

OLD_PAGE = """<html><head><title>Shared gardens in Leith</title>
<meta name="DC.creator" content="Moira Hay"><meta name="DC.date" content="2016">
<meta name="DC.publisher" content="Leith Commons"></head><body>
<table width="100%"><tr><td><a href="a">Home</a><br><a href="b">Projects</a><br>
<a href="c">Press</a><br><a href="d">Contacts</a></td><td><h1>Shared gardens in Leith</h1>
Thirty plots were dug in the spring of 2015, behind the old rope works.<br><br>
Each plot has two keepers, so that nobody waters alone.<br>Water is paid by the council.
<h2>What was learnt</h2><p>Give people a key before you give them a rule.</p>
<ol><li>Start small</li><li>Keep the gate open</li></ol></td></tr></table>
<p>Copyright Leith Commons</p></body></html>
"""

DIVS = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Night buses for carers &#8211; The Kitchen Table</title>
<meta name="description" content="A pilot in two towns">
<meta property="og:site_name" content="The Kitchen Table"><meta name="author" content="admin">
<script type="application/ld+json">{"@context": "https://schema.org",
"@graph": [{"@type": "Article",
"headline": "Night buses for carers", "author": {"@type": "Person", "name": "Tess Rowan"},
"datePublished": "2022-02-17T07:30:00Z"}]}</script></head>
<body class="post-template single sidebar-right"><div id="page">
<div class="top-bar"><a href="/login">Log in</a></div>
<div class="main-navigation"><div class="menu-item"><a href="/">Home</a></div>
<div class="menu-item"><a href="/issues">Issues</a></div>
<div class="menu-item"><a href="/about">About</a></div></div>
<div class="breadcrumbs"><a href="/">Home</a> &raquo; <a href="/care">Care</a></div>
<div class="content"><div class="entry-header"><h1 class="entry-title">Night buses for carers</h1>
</div><div class="entry-content">
<p>In two towns on the coast a minibus takes care workers home after the late shift. It runs from
ten at night until two, and nobody walks alone.</p>
<h3>What it took</h3>
<p>A driver was found first, then a garage, and only then the money. The council pays for the fuel;
the care homes pay for the driver.</p>
<div class="wp-block-table"><table><tbody><tr><th>Town</th><th>Riders a week</th></tr>
<tr><td>Seaham</td><td>41</td></tr><tr><td>Blyth</td><td>58</td></tr></tbody></table></div>
<h3>What did not work</h3>
<p>An app for booking was tried and dropped after a month, because riders preferred to ring. The
second garage was too far from the last stop, and the driver lost half an hour each night.</p>
<div class="sharedaddy"><h3>Share this</h3><ul><li><a href="#">Post</a></li><li><a href="#">Mail</a>
</li></ul></div></div></div>
<div id="secondary" class="widget-area"><h2>Recent posts</h2><ul><li><a href="/x">A bench in the
rain</a></li><li><a href="/y">Whose turn is it</a></li><li><a href="/z">Bread for six</a></li></ul>
</div><div class="site-info">&copy; 2022 The Kitchen Table. <a href="/privacy">Privacy</a></div>
</div><div class="cc-window"><span>We use cookies.</span><a role="button">Accept</a></div>
</body></html>
"""

MARKDOWN = """---
title: La biblioteca degli attrezzi
author:
  - Pietro Ferri
date: 2020-05-12
lang: it
---

# La biblioteca degli attrezzi

In via **Sabotino** si prestano trapani, *non libri*[^1]. Chi prende in prestito
lascia il nome e torna entro una settimana.

## Come funziona

1. ci si iscrive
2. si sceglie
    - un attrezzo alla volta
    - due se sono piccoli

| Attrezzo | Prestiti |
|----------|---------:|
| Trapano  | 214      |
| Scala    | 88       |

> Nessuno ha bisogno di un trapano: ha bisogno di un buco.

[^1]: Ma c'è uno scaffale di manuali.
"""

PLAIN = """IL MERCOLEDÌ DEI NONNI

Ogni mercoledì sei nonni aprono la palestra della scuola e insegnano a
giocare a carte. È un servizio socio-ricreativo, ma nessuno lo chiama socio-
ricreativo: i bambini arrivano alle quattro e prima di giocare si fa meren-
da tutti insieme.

1. Le regole

- si perde senza piangere
- si vince senza ridere
  - nemmeno di nascosto
- chi bara lava
i bicchieri

2. Che cosa abbiamo capito

I nonni non sono un servizio. Vengono perché si divertono, e se un giorno non
si divertissero più bisognerebbe lasciarli andare.
\f
Allegato: il calendario degli incontri
"""


def page_article(path: Path) -> None:
    """A news site: menus, cookie notice, metadata, figure, table, links to share."""
    path.write_text(ARTICLE, encoding="utf-8")


def page_old(path: Path) -> None:
    """A page of the nineties: laid out with a table, paragraphs made of breaks."""
    path.write_text(OLD_PAGE, encoding="utf-8")


def page_divs(path: Path) -> None:
    """A blog made of nothing but divs: menus, breadcrumbs, widgets, buttons, a notice."""
    path.write_text(DIVS, encoding="utf-8")


def page_markdown(path: Path) -> None:
    """Markdown with front matter, lists, a table, a quotation and a note."""
    path.write_text(MARKDOWN, encoding="utf-8")


def page_plain(path: Path) -> None:
    """Typed text: a title in capitals, numbered headings, a typed list, a form feed."""
    path.write_text(PLAIN, encoding="utf-8")
