"""Italian cues of what a sentence says is: evidence, need, recommendation."""

from __future__ import annotations

from ingest.annotate.cues import Cue, cues

_EVIDENCE = cues(
    "evidence",
    ("percent", 0.7, r"\d+(?:[.,]\d+)?\s?(?:%|per cento|punti percentuali|p\.p\.)"),
    ("large-number", 0.4, r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?\s(?:mila|milion[ei]|miliard[oi])"),
    (
        "share-in-words",
        0.6,
        r"(?:un|due|tre|quattro|nove|otto|sette)\s\w+\s?su\s(?:tre|quattro|cinque|dieci)|"
        r"(?:un terzo|un quarto|un quinto|due terzi|tre quarti|oltre la metà|più della metà|"
        r"quasi la metà|la metà de)",
    ),
    (
        "data-say",
        1.0,
        r"(?:i dati|i risultati|le evidenze|le analisi|l['’]analisi|le stime|gli studi|"
        r"lo studio|la ricerca|l['’]indagine|la rilevazione|il monitoraggio|il rapporto|"
        r"le statistiche|la letteratura)(?: \w+){0,8} (?:mostra|evidenzia|conferma|rileva|"
        r"indica|dice|dicono|segnala|suggeri|testimonia|registra|documenta|stima|restitui|"
        r"fotografa|rivela)\w*",
    ),
    (
        "found-that",
        0.7,
        r"(?:emerge|emergono|è emerso|risulta|si evince|si rileva|si osserva|si registra|"
        r"si registrano|si stima|si attesta|si attestano)\b",
    ),
    (
        "according-to",
        0.8,
        r"(?:secondo|stando a|in base a|sulla base de)(?:\w+)? (?:i |gli |l['’]|le |la |il |"
        r"lo |un['’]|una )?(?:dati|stime|indagin[ei]|rilevazion[ei]|istat|censis|ocse|"
        r"eurostat|rapporto|ricerca|studio|ultim)\w*",
    ),
    (
        "survey",
        0.6,
        r"(?:intervistat[oie]|rispondenti|campione|indagine|questionari[oi]?|survey|"
        r"rilevazione|focus group|sondaggio)\b",
    ),
    (
        "measured-by",
        0.4,
        r"(?:istat|eurostat|ocse|censis|inps|tasso|quota|percentuale|incidenza|in media|"
        r"mediamente|valore medio|indicatore|pro[- ]capite|rispetto al (?:19|20)\d\d|"
        r"numero di)\b",
    ),
    (
        "trend",
        0.5,
        r"(?:è|sono|risulta|risultano|ha|hanno)(?: stat[oaie])? (?:\w+ )?(?:aumentat|"
        r"diminuit|cresciut|calat|ridott|raddoppiat|triplicat|salit|sces|passat|registrat|"
        r"rimast)[oaie]",
    ),
    (
        "growth",
        0.4,
        r"(?:in (?:calo|crescita|aumento|diminuzione)|incremento|riduzione|contrazione|"
        r"crescita|calo|aumento) (?:de[il]|dell|di|del|pari)\w*",
    ),
    ("table", 0.5, r"(?:tabella|tab\.|figura|fig\.|grafico) \d"),
    ("amount", 0.5, r"(?:€|euro)\s?\d|\d[\d.,]*\s?(?:€|euro)\b"),
    (
        "counted",
        0.35,
        r"\d{2,}(?:[.,]\d+)* (?:persone|famiglie|utenti|pazienti|anziani|cittadini|abitanti|"
        r"imprese|organizzazioni|enti|comuni|casi|posti|anni|beneficiari|lavoratori|"
        r"volontari|strutture|ore|giorni)",
    ),
    (
        "evaluated",
        0.7,
        r"(?:valutazione|studio controfattuale|monitoraggio)(?: \w+){0,6} (?:ha|"
        r"hanno) (?:mostrat|rilevat|evidenziat|registrat|misurat|confermat)\w+",
    ),
    (
        "ranking",
        0.4,
        r"(?:superiore|inferiore|maggiore|minore|più (?:alt|bass|elevat)[oaie]) (?:al|alla|"
        r"alle|ai|rispetto|del|della)\w*",
    ),
    (
        "study-says",
        1.0,
        r"(?:rileva|mostra|conferma|evidenzia|dimostra|segnala|"
        r"stima)(?:no)? (?:anche )?(?:uno |una |un['’]|il |la |lo |l['’]|gli |i )(?:studi|"
        r"indagin|ricerc|rapport|monitoragg|valutazion)\w*",
    ),
)

_NEED = cues(
    "need",
    (
        "lack",
        1.0,
        r"(?:mancanza|carenza|carenze|assenza|scarsità|penuria|insufficienza|"
        r"inadeguatezza) (?:di|del|dei|degli|delle|della|dell|nel|nell|cronica|"
        r"strutturale)\b",
    ),
    (
        "lacking",
        0.8,
        r"(?:manca|mancano|scarseggia\w*|non (?:ci sono|c['’]è|esist\w+|bastano|basta|"
        r"trova\w*|riesc\w+|dispon\w+|ricev\w+|hanno accesso|ha accesso|"
        r"possono permetters\w+|copr\w+))\b",
    ),
    (
        "need-word",
        0.6,
        r"(?:bisogn[oi]|esigenz[ae]|fabbisogn[oi]|domanda (?:di|inevasa|insoddisfatta|"
        r"crescente))\b",
    ),
    (
        "unmet",
        1.0,
        r"(?:bisogn[oi]|domanda|esigenze) (?:\w+ ){0,3}(?:insoddisfatt[aoie]|inevas[aoie]|"
        r"emergent[ei]|inespress[oaie]|cresc\w+|compless[aioe]|non (?:coperti|soddisfatti|"
        r"espressi|intercettati))",
    ),
    (
        "without",
        0.5,
        r"(?:priv[oaie] di|senza (?:alcun|accesso|tutele|un['’]|una rete|sostegno|risposta|"
        r"servizi))",
    ),
    (
        "giving-up",
        1.0,
        r"(?:rinunci\w+ (?:a curar|a lavor|al lavoro|a una visita|a visite|alle cure|"
        r"alle visite|alla visita|a prestazioni|alle prestazioni|agli studi|a cercare)\w*|"
        r"liste? d['’]attesa|tempi di attesa (?:trop|lung|eccess)\w+)",
    ),
    (
        "inadequate",
        0.7,
        r"(?:insufficient[ei]|inadeguat[oaie]|carent[ei]|frammentat[oaie]|frammentazione|"
        r"disomogene\w+|sottofinanziat\w+|sottodimensionat\w+|sottodotazione)",
    ),
    (
        "gap",
        0.7,
        r"(?:divari[oi]?|disuguaglianz[ae]|diseguaglianz[ae]|disparità|squilibri[oi]?|gap|"
        r"lacun[ae])\b",
    ),
    (
        "hardship",
        0.7,
        r"(?:solitudine|isolamento|disagio|emarginazione|esclusione|vulnerabilità|fragilità|"
        r"sovraccarico|difficoltà (?:economic|di accesso|a (?:trovare|accedere|sostenere|"
        r"conciliare)|nel(?:l['’]|la|le|lo)?))",
    ),
    (
        "problem",
        0.6,
        r"(?:problem[ai]|criticità|emergenza (?:abitativa|educativa|demografica)|rischio di|"
        r"a rischio|peggiorament[oi]|aggrava\w*|pressione (?:su|crescente)|"
        r"nod[oi] critic[oi])\b",
    ),
    (
        "struggle",
        1.0,
        r"(?:fatica(?:no|ndo)? a|stenta(?:no)? a|fanno fatica|non (?:sempre )?(?:in grado|"
        r"riescono))\b",
    ),
    (
        "uncovered",
        1.0,
        r"(?:non (?:è|sono|viene|vengono) (?:\w+ )?(?:copert|garantit|raggiunt|intercettat|"
        r"res[oaie] in carico|pres[oaie] in carico|soddisfatt|accessibil)\w*|"
        r"rest\w+ (?:esclus|scopert|fuori|senza)\w*)",
    ),
)

_RECOMMENDATION = cues(
    "recommendation",
    (
        "should",
        1.0,
        r"(?:si |ci |lo |la )?(?:dovrebbe|dovrebbero|dovremmo|andrebbe|andrebbero|"
        r"sarebbe (?:\w+ )?(?:utile|opportun|auspicabil|necessari|important|bene)\w*|"
        r"bisognerebbe|occorrerebbe|servirebbe|converrebbe)\b",
    ),
    (
        "necessary",
        1.0,
        r"(?:è|appare|risulta|diventa|rimane|resta|sarà|diviene) (?:quindi |dunque |perciò |"
        r"pertanto |ora |oggi |allora |sempre più |inoltre |anche |ormai )?(?:necessari[oa]|"
        r"opportun[oa]|auspicabile|fondamentale|essenziale|indispensabile|cruciale|urgente|"
        r"prioritari[oa]|importante|imprescindibile|doveros[oa]) (?:\w+(?:are|ere|ire|rsi|"
        r"rre|rne)|che|un|una|non|anche|quindi|il|la|l['’])\b",
    ),
    (
        "occorre",
        1.0,
        r"(?:occorre|occorrono|bisogna|urge|è tempo di|c['’]è bisogno di|vi è bisogno di|"
        r"va (?:quindi |dunque |invece |anche )?(?:\w+)(?:at|ut|it|pres|post|res)[oa]|"
        r"vanno (?:quindi |anche )?\w+(?:at|ut|it|pres|post)[ie])\b",
    ),
    (
        "serve",
        1.0,
        r"(?:serve|servono|servirà|serviranno) (?:un|una|uno|più|nuov\w+|invece|quindi|"
        r"anche|investiment\w+|risorse|politiche)",
    ),
    (
        "recommend",
        1.0,
        r"(?:si )?(?:raccomand\w+|suggeri(?:sc\w+|amo)|si suggerisce|auspic(?:a|hiamo|ano)|"
        r"si auspica|si propone di(?= \w+are)|propon(?:iamo|gono) di|invit(?:a|iamo|"
        r"ano) (?:a|le|i|gli|il)|esort\w+)\b",
    ),
    ("will-have-to", 0.8, r"(?:dovrà|dovranno|dovremo)\b"),
    ("must", 0.6, r"(?:deve|devono|debbono|debba|debbano|dobbiamo)\b"),
    (
        "need-to",
        0.7,
        r"(?:la |vi è |c['’]è |emerge )?(?:la |l['’])?(?:necessità|opportunità|esigenza|"
        r"urgenza|importanza) di \w+(?:are|ere|ire|rsi|rre)\b",
    ),
    (
        "future-steps",
        0.6,
        r"(?:priorità|prossimi passi|linee (?:di indirizzo|guida)|l['’]obiettivo (?:è|deve)|"
        r"una sfida|la sfida (?:è|sarà)|le sfide|prospettiv[ae] di|in prospettiva|in futuro|"
        r"per il futuro)\b",
    ),
    (
        "to-strengthen",
        0.4,
        r"(?:rafforzare|potenziare|promuovere|sostenere|favorire|garantire|investire|"
        r"valorizzare|incentivare|migliorare|superare|ripensare|consolidare|prevedere)\b",
    ),
    (
        "planned",
        -0.6,
        r"(?:è previst[oa]|sono previst[ei]|si prevede|sarà avviat|saranno avviat)\w*",
    ),
)

ITALIAN_SAID: tuple[Cue, ...] = (*_EVIDENCE, *_NEED, *_RECOMMENDATION)

# A line that begins with a verb in the infinitive proposes, in slides and lists of proposals.
ITALIAN_LINE_START = (
    r"^\W{0,4}(promuovere|sostenere|rafforzare|potenziare|favorire|garantire|creare|investire|"
    r"valorizzare|sviluppare|costruire|elaborare|incentivare|introdurre|prevedere|migliorare|"
    r"ripensare|definire|coinvolgere|attivare|adottare|aumentare|ridurre|semplificare|"
    r"integrare|estendere|riconoscere|assicurare|istituire|superare|sperimentare|consolidare|"
    r"diffondere)\b"
)
