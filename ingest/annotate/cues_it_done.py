"""Italian cues of what was done and learnt: practice, lesson."""

from __future__ import annotations

from ingest.annotate.cues import Cue, cues

_LESSON = cues(
    "lesson",
    (
        "learned",
        1.0,
        r"(?:abbiamo|hanno|ha|si è|avendo) (?:imparat|appres|capit|compres)[oaie]|"
        r"(?:lezion[ei] (?:\w+ )?(?:appres[ae]|imparat[ae]|che|principal[ei])|"
        r"la (?:principale |prima |seconda )?lezione|apprendiment[oi] (?:\w+ )?(?:emers|"
        r"acquisit|dall|da)\w*|l['’]esperienza (?:\w+ ){0,6}(?:insegna|mostra|dimostra|"
        r"conferma|suggerisce|ha (?:insegnat|mostrat|dimostrat|evidenziat|confermat)\w+)|"
        r"(?:ci )?ha(?:nno)? insegnato|insegnament[oi])",
    ),
    (
        "proved",
        1.0,
        r"(?:ha|hanno) (?:\w+ )?(?:dato (?:buona )?prova|dimostrato (?:di|che|come|la|l['’]|"
        r"una)|mostrato (?:come|che|di|i suoi limiti|la))|si (?:è|sono) (?:\w+ )?(?:rivelat|"
        r"dimostrat|mostrat)[oaie]",
    ),
    (
        "difference",
        1.0,
        r"(?:a )?f(?:are|a|atto|anno|arà|ece) la differenza|(?:la )?carta vincente|"
        r"valore aggiunto (?:è|sta|del progetto|dell['’]esperienza)|(?:il |uno dei |"
        r"i )?(?:punt[oi] di (?:forza|debolezza))",
    ),
    (
        "success",
        1.0,
        r"(?:fattor[ei]|condizion[ei]|element[oi]|ingredient[ei]|chiave|chiavi|"
        r"ragion[ei]) (?:\w+ ){0,2}(?:di|del|per il|del suo) successo|"
        r"fattor[ei] (?:\w+ )?(?:abilitant[ei]|facilitant[ei]|determinant[ei]|"
        r"ostacolant[ei]|frenant[ei])",
    ),
    (
        "worked",
        1.0,
        r"(?:non )?(?:ha|hanno|aver|avere) (?:\w+ )?(?:funzionat|fallit)o|"
        r"ha funzionato perch[éè]|non (?:è|sono) bastat[oaie]|non (?:ha|"
        r"hanno) (?:\w+ )?(?:prodotto|retto|tenuto|dato (?:i|gli)|ottenuto|portato)",
    ),
    (
        "obstacles",
        0.9,
        r"(?:criticità|difficoltà|ostacol[oi]|problem[ai]|limit[ei]|"
        r"resistenz[ae]) (?:\w+ ){0,3}(?:emers|incontrat|riscontrat|affrontat|rilevat|"
        r"registrat|superat|osservat)\w+|(?:emers|incontrat|"
        r"riscontrat)\w+ (?:\w+ ){0,2}(?:criticità|difficoltà|ostacol[oi]|resistenz[ae])|"
        r"(?:il|un|principale|maggiore) (?:\w+ )?ostacolo|l['’]ostacolo",
    ),
    (
        "hindered",
        0.8,
        r"(?:ha|hanno) (?:\w+ )?(?:ostacolato|rallentato|frenato|limitato|compromesso|"
        r"impedito|faticato|scontato|sofferto|penalizzato|indebolito|reso (?:difficile|"
        r"possibile|complesso|più))",
    ),
    (
        "decisive",
        0.8,
        r"(?:si è rivelat\w+ |è stat[oa] |sono stat[ie] |"
        r"è risultat[oa] )(?:\w+ )?(?:decisiv|determinant|cruciale|fondamental|essenzial|"
        r"vincente|prezios|strategic|indispensabil)\w*|(?:decisiv|"
        r"determinant)[oaei] (?:\w+ ){0,2}(?:è stat|sono stat|si è)\w*",
    ),
    (
        "allowed",
        0.6,
        r"(?:ha|hanno) (?:\w+ )?(?:permesso|consentito|favorito|facilitato|garantito|"
        r"contribuito|portato) (?:di|a|una|un|il|la|l['’])",
    ),
    (
        "thanks-to",
        0.5,
        r"(?:grazie (?:a|al|alla|alle|agli|ai|all['’])|proprio perch[éè]|nonostante|"
        r"malgrado|solo (?:quando|se|dopo)|a patto (?:che|di)|a condizione (?:che|di))\b",
    ),
    (
        "condition",
        0.6,
        r"(?:condizione (?:necessaria|essenziale|indispensabile)|prerequisit[oi]|"
        r"richiede (?:tempo|una|un|competenze|fiducia)|non basta|la chiave|il segreto|"
        r"presuppone)\b",
    ),
    (
        "with-hindsight",
        0.9,
        r"(?:col senno di poi|a posteriori|alla prova dei fatti|"
        r"alla luce dell['’]esperienza|l['’]esperienza (?:fatta|maturata|di questi anni)|"
        r"(?:bilancio|riflessione) (?:finale|critica|sull['’]esperienza|dell['’]esperienza)|"
        r"che cosa (?:ha|abbiamo)|cosa (?:ha funzionato|abbiamo))",
    ),
    (
        "limit",
        0.5,
        r"(?:limit[ei]|debolezz[ae]|punti? critic[oi]|errore|errori|fallimento|insuccesso)\b",
    ),
    (
        "experience-shows",
        1.0,
        r"(?:esperienz[ae]|progett[oi]|sperimentazion[ei]|percors[oi]|iniziativ[ae]|pilota|"
        r"pratic[ah]e?)(?: \w+){0,8} (?:mostra|dimostra|insegna|conferma|evidenzia|"
        r"testimonia|suggerisc|mette in luce|ha mostrat|hanno mostrat|ha evidenziat|"
        r"ha dimostrat)\w* (?:che|come|la|l['’]|quanto|i|il)",
    ),
    ("replicable", 0.7, r"(?:replicabil|trasferibil|scalabil|sostenibile nel tempo)\w*"),
    (
        "in-trouble",
        0.7,
        r"(?:ha|hanno) (?:\w+ )?messo (?:in difficoltà|a rischio|a dura prova|in crisi)",
    ),
    (
        "no-effect",
        0.7,
        r"(?:non ha(?:nno)? (?:avuto|prodotto) (?:\w+ )?(?:effetti|impatto|risultati)|"
        r"soprattutto perché|in parte perché|anche perché|quasi tutt[ei] fallit[ei])\b",
    ),
    ("only-after", 0.6, r"(?:solo|soltanto) (?:dopo|quando|grazie|se|con l['’])"),
    (
        "takes-time",
        0.7,
        r"(?:serve|servono|occorre|ci vuole|richiede|è servit\w) (?:\w+ )?(?:tempo|fiducia|"
        r"pazienza)\b",
    ),
)

_PRACTICE = cues(
    "practice",
    (
        "project-name",
        0.7,
        r"(?:progett[oi]|programma|iniziativa|servizio|sportello|percorso|laboratorio|"
        r"sperimentazione|piattaforma|centro|rete|campagna|modello|spazio|esperienza|"
        r"cooperativa|associazione|fondazione|consorzio|hub) (?:di \w+ |sociale |pilota |"
        r"denominat[oa] |chiamat[oa] )?[«“\x22‘]\s?\w",
    ),
    ("called", 0.4, r"(?:si chiama|denominat[oa]|chiamat[oa] [«“\x22]|nominat[oa]|dal nome)\b"),
    (
        "project",
        0.35,
        r"(?:progett[oi]|iniziativ[ae]|programm[ai]|sperimentazion[ei]|sportell[oi]|"
        r"laborator[io]+|campagn[ae]|cantier[ei]|buon[ae] pratic[ah]e?|esperienz[ae]|"
        r"emporio|portineri[ae]|hub|centro (?:diurno|di ascolto|famiglia|antiviolenza|"
        r"estivo)|caso studio|caso di)\b",
    ),
    (
        "born",
        0.7,
        r"(?:è|sono) (?:\w+ )?(?:nat|partit|sort|decollat)[oaie]\b|(?:nasce|nascono|"
        r"prende (?:il via|avvio|forma|le mosse)|ha preso (?:il via|avvio|forma|vita)|"
        r"ha (?:sede|aperto|visto la luce))\b",
    ),
    (
        "done",
        0.6,
        r"(?:ha|hanno|abbiamo) (?:\w+ ){0,2}(?:avviat|attivat|realizzat|promoss|lanciat|"
        r"apert|coinvolt|offert|gestit|sperimentat|fondat|istituit|inaugurat|creat|"
        r"sviluppat|organizzat|accompagnat|finanziat|sostenut|ospitat|accolt|distribuit|"
        r"introdott|adottat|costruit|attuat|implementat|erogat|ristrutturat|trasformat|"
        r"formato|ideat|progettat|allestit|messo a disposizione|messo in (?:campo|piedi|"
        r"rete)|dato vita|costituit|definit|elaborat|seguit|raccolt|riorganizzat|siglat|"
        r"sottoscritt|vinto|scelto|deciso|aiutat|assistit|consegnat|rafforzat|potenziat|"
        r"recuperat|partecipat|aderit|stipulat|affidat|reinvestit|collaborat|donat|"
        r"sviluppat)[oaie]?\b",
    ),
    (
        "was-done",
        0.55,
        r"(?:è|sono|era|erano|viene|vengono) (?:\w+ )?(?:stat[oaie] )?(?:\w+ )?(?:avviat|"
        r"attivat|realizzat|promoss|lanciat|apert|coinvolt|offert|gestit|sperimentat|fondat|"
        r"istituit|inaugurat|creat|sviluppat|organizzat|accompagnat|finanziat|sostenut|"
        r"ospitat|accolt|distribuit|introdott|adottat|costruit|attuat|implementat|erogat|"
        r"ristrutturat|trasformat|ideat|progettat|allestit|mess[oaie] a disposizione|"
        r"costituit|siglat|sottoscritt|affidat|cofinanziat|recuperat|assegnat)[oaie]?\b",
    ),
    (
        "does",
        0.5,
        r"(?:gestisc(?:e|ono)|offr(?:e|ono)|accogli(?:e|endo)|accolgono|ospita(?:no|ndo)?|"
        r"organizza(?:no|ndo)?|coinvolg(?:e|ono|endo)|accompagna(?:no|ndo)?|promuov(?:e|ono|"
        r"endo)|realizza(?:no)?|si occupa(?:no)?|mett(?:e|ono) a disposizione|eroga(?:no)?|"
        r"sostiene|sostengono|finanzi(?:a|ano)|propongono|propone|fornisc(?:e|ono)|"
        r"collabora(?:no)?|riunisc(?:e|ono)|raccoglie|raccolgono|distribuisc(?:e|ono)|"
        r"opera(?:no)? (?:a|in|nel|dal)\w*|prevede (?:anche )?(?:un|una|il|la|l['’])|"
        r"si rivolge|rivolt[oaie] (?:a|ai|agli|alle)|consent\w+ (?:a|ai|agli|alle) \w+ di|"
        r"aiuta(?:no)?|lavorano|lavora)\b",
    ),
    (
        "since",
        0.35,
        r"(?:nel|dal|dall['’]|nell['’]|a partire dal|tra il|fino al) ?(?:gennaio|febbraio|"
        r"marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|"
        r"dicembre)?(?: del)? ?(?:19|20)\d\d|(?:da|in) (?:\w+ )?(?:due|tre|quattro|cinque|"
        r"dieci|\d+) anni|attiv[oa] (?:dal|da)\b|durante (?:il lockdown|la pandemia|"
        r"l['’]emergenza)",
    ),
    (
        "joint",
        0.3,
        r"(?:in collaborazione con|in partnership|insieme (?:a|al|alla|ai|alle)|"
        r"promoss[oa] da|gestit[oa] da|capofila|partenariato|co-?progett\w+|"
        r"con il (?:sostegno|contributo|supporto) d|grazie al (?:sostegno|contributo|"
        r"finanziamento) d|finanziat[oa] d)\w*",
    ),
    (
        "results",
        0.3,
        r"(?:\d+(?:[.,]\d+)? (?:persone|famiglie|ragazzi|bambini|anziani|volontari|utenti|"
        r"beneficiari|partecipanti|appartamenti|alloggi|donne|giovani|lavoratori|caregiver|"
        r"pazienti|operatori|incontri|ore))\b",
    ),
    (
        "example",
        0.45,
        r"(?:un esempio (?:è|interessante|concreto|di)|ne è un esempio|tra (?:le|"
        r"queste) esperienze|è il caso d|il caso d|caso emblematico|esperienza d|"
        r"l['’]esperienza d|buona pratica|best practice|buone pratiche)\w*",
    ),
    (
        "planned",
        -0.8,
        r"(?:sarà|saranno|verrà|verranno|dovrebbe|dovrebbero|dovrà|dovranno|potrebbe|"
        r"potrebbero|è previst[oa]|sono previst[ei]|si prevede|in programma|intende|"
        r"intendono|è necessario|occorre|bisogna)\b",
    ),
    (
        "law",
        -0.5,
        r"(?:decreto|d\.lgs|d\.m\.|legge (?:n|di bilancio|delega|\d)|comma|articolo \d|"
        r"art\. \d|normativa|ai sensi)\b",
    ),
    ("measured", -0.4, r"\d+(?:[.,]\d+)?\s?(?:%|per cento|punti percentuali)"),
    (
        "analysis",
        -0.4,
        r"(?:tabella|figura|tab\.|fig\.|(?:presente|quest[oa]) (?:capitolo|contributo|"
        r"rapporto|parte|lavoro)|capitol[oi]|paragrafo|indagine|l['’]analisi|campione|"
        r"in media|metodolog\w+)\b",
    ),
    (
        "done-by",
        0.5,
        r"(?:avviat|apert|promoss|gestit|realizzat|finanziat|ideat|nat|lanciat|attivat|"
        r"creat|fondat|sviluppat|istituit|organizzat|sostenut|coordinat)[oaie] (?:da|dal|"
        r"dalla|dall|dai|dalle|nel|insieme)\b",
    ),
)

ITALIAN_DONE: tuple[Cue, ...] = (*_LESSON, *_PRACTICE)
