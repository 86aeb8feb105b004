"""Italian signs of the fields of a practice record."""

from __future__ import annotations

from corpus.practices.cards import Field
from corpus.practices.cues import CueTable, cues

ITALIAN: CueTable = {
    Field.PROBLEM: cues(
        ("arises-from", 1.1, r"(?:nasc|nat)\w+ (?:\w+ ){0,4}(?:per rispondere|dal(?:la|l['’])? "
         r"|dai "
         r"bisogni|dalle (?:esigenz|difficolt|richiest)|dall['’]esigenz)|per rispondere a(?:l|i"
         r"|lla|"
         r"lle|d)? (?:\w+ ){0,2}(?:bisogn|problem|esigenz|richiest|carenz|solitudin|emergenz)"),
        ("need", 0.7, r"bisogn[oi] (?!di (?:una )?(?:cambi|pi[uù]))|esigenz[ae] (?:di|dei|delle)|"
         r"domanda (?:crescente|insoddisfatta)|necessità de(?:i|lle)"),
        ("lack", 0.7, r"mancan(?:za|o|vano)|carenz[ae]|assenza di|scarsit[àa]|privi? di|non "
         r"(?:avevano|hanno|esisteva|esisteno|c['’]era(?:no)?) "),
        ("distress", 0.6, r"solitudin[ei]|isolament[oi]|isolat[ei]|disagi[oi]|povertà"
         r"|esclusion[ei]|"
         r"fragilità|marginalità|abbandono|dispersione|disoccup\w+|spopolament\w+|invecchiament\w+|"
         r"sfratt\w+|senza (?:casa|dimora|lavoro)|deprivazion\w+"),
        ("before", 0.5, r"prima (?:del|dell['’]avvio|che|di)|a fronte d|fino ad allora|da anni|"
         r"cresc\w+|aument\w+|sempre più|una (?:su|famiglia su|persona su)"),
        ("did-not-work", -0.8, r"(?:durante|nel corso d|abbiamo imparato|il progetto ha (?:fatic|"
         r"incontr))"),
    ),
    Field.BENEFICIARIES: cues(
        ("for", 1.0, r"(?:si )?(?:è |sono )?(?:rivolt[oaie]|rivolge|rivolgono|destinat[oaie]|"
         r"indirizzat[oaie]|dedicat[oaie]) (?:\w+ ){0,2}(?:a|ad|al|alle|alla|agli|ai|all['’])(?!\w)"
         r"|rivolge(?:va)?si |si rivolge"),
        ("reached", 0.6, r"(?:ha|hanno) (?:\w+ )?(?:coinvolto|raggiunto|accolto|ospitato|seguito|"
         r"assistito|servito|preso in carico|sostenuto|aiutato|accompagnato|inserito|formato)|"
         r"accogli(?:e|ono)|ospita(?:no)?|segu(?:e|ono) |sono stat[eio] (?:\w+ )?(?:coinvolt|"
         r"raggiunt|accolt|ospitat|seguit|inserit|accompagnat|format|pres[ei] in carico)\w*|"
         r"hanno (?:partecipato|frequentato|beneficiato|usufruito|aderito)"),
        ("with-whom", 0.6, r"(?:seguit|accolt|coinvolt|ospitat|assistit|raggiunt|inserit|format|"
         r"accompagnat)[ie](?!\w)"),
        ("called-so", 0.7, r"i (?:principali )?(?:destinatari|beneficiari)|beneficiari[oae]? |"
         r"destinatari[oa]? "),
    ),
    Field.ACTIVITIES: cues(
        ("consists", 1.0, r"(?:il|lo|la|i|l['’])? ?(?:progett\w+|iniziativ\w+|serviz\w+"
         r"|sportell\w+|"
         r"intervent\w+|percors\w+|programm\w+|centro|modello|emporio)[^.;]{0,60} (?:prevede|offre|"
         r"propone|organizza|consiste|si articola|comprende|mette a disposizione|fornisce|realizza|"
         r"promuove|garantisce|gestisce|ha (?:previsto|offerto|proposto|organizzato|realizzato|"
         r"attivato|avviato|creato|aperto|messo a disposizione|formato|costruito|trasformato))"),
        ("offers", 0.7, r"(?:offr(?:e|ono)|propon(?:e|gono)|organizza(?:no)?|fornisc(?:e|ono)|"
         r"accompagna(?:no)?|ascolta(?:no)?|orienta(?:no)?|insegna(?:no)?|cucina(?:no)?|sostiene|"
         r"distribui(?:sce|scono|va)|consegna(?:no|va)?|mett(?:e|ono) a disposizione|passa(?:va)? "
         r"(?:ogni|una|due))(?!\w)"),
        ("we-do", 1.0, r"(?:offriamo|organizziamo|accompagniamo|consegniamo|vendiamo|gestiamo"
         r"|prepariamo|distribuiamo|accogliamo|ospitiamo|seguiamo|insegniamo)(?!\w)"),
        ("carried-out", 0.9, r"hanno (?:seguito|frequentato) (?:\w+ )?(?:cors|laborator"
         r"|percors)\w*|"
         r"(?:è|sono|sono state|sono stati|è stat[oa]) (?:stat\w )?(?:\w+ )?"
         r"(?:attivat|realizzat|organizzat|avviat|apert|creat|istituit|sperimentat|svolt|"
         r"ristrutturat|recuperat|format|costruit|propost)[oaie](?!\w)|(?:abbiamo|hanno|ha) "
         r"(?:\w+ )?(?:attivato|realizzato|organizzato|avviato|aperto|creato|istituito|"
         r"sperimentato|svolto|ristrutturato|recuperato|trasformato|formato|proposto|costruito)"),
        ("things", 0.4, r"laborator[io]+|attività|cors[oi] (?:di|per)|formazione|accompagnamento|"
         r"consulenz[ae]|sportell[oi]|visite|incontri|colloqui|tirocin[io]+|doposcuola"
         r"|trasport[oi]|"
         r"mensa|orto|orti|ascolto|tutoraggio|mediazione|domiciliar[ei]|ogni (?:settimana|giorno|"
         r"mese|\w+dì)|volte (?:a|al)|appartament[oi]|alloggi|gruppi"),
    ),
    Field.PARTNERS: cues(
        ("with", 1.0, r"in (?:collaborazione|partenariato|partnership|rete|sinergia|convenzione|"
         r"accordo) con|insieme (?:a|al|alla|alle|ai|con|all['’])(?!\w)|con (?:il|la) "
         r"(?:collaborazione|partecipazione|coinvolgimento|partenariato|supporto) d"),
        ("by", 1.0, r"(?:promoss|gestit|coordinat|realizzat|guidat|condott|avviat|idead|ideat|"
         r"curat|sostenut|voluta|volut|co-?progettat)[oaie] (?:\w+ ){0,2}da(?:l|llo|lla|lle|i|gli|"
         r"ll['’])?(?!\w)"),
        ("partners", 0.9, r"partner(?:s|iato)?|partenariato|capofila|coalizione|consorzio di|"
         r"protocollo d['’]intesa|patto (?:di|territoriale)|cabina di regia|tavolo (?:di|con)|rete "
         r"(?:di|tra|fra|che|composta|formata)|(?:hanno )?(?:aderi(?:scono|to)"
         r"|partecipano) (?:\w+ )"
         r"{0,4}(?:enti|associazion|comun|cooperativ|scuol|organizzazion)"),
        ("run-by", 0.8, r"(?:cooperativ|associazion|fondazion|comun|asl|parrocchi|consorzi|caritas)"
         r"\w*[^.;]{0,60} (?:gestisc|promuov|coordin|ha (?:avviat|promoss|apert|creat|mess|gestit"
         r"|realizzat)|hanno "
         r"(?:avviat|promoss|apert|creat|mess|firmat|costruit))\w*"),
    ),
    Field.PERIOD: cues(
        ("born", 0.8, r"(?:è |sono |si è )?(?:nat[oa]|avviat[oa]|partit[oa]|apert[oa]"
         r"|inaugurat[oa]|"
         r"(?:è|sono) attiv[oa]|lanciat[oa]|conclus[oa]|terminat[oa]|iniziat[oa]|istituit[oa]"
         r"|cominciat[oa]|"
         r"fondat[oa])(?!\w)|esiste|nasce|prende avvio|ha preso avvio|parte nel"),
        ("lasts", 1.0, r"(?:dura(?:ta)?|durat[oa]|si è svolt[oa]|si è protratt[oa]|in corso"
         r"|attiv[oa])"
         r"(?!\w)[^.;]{0,30}(?:mesi|ann[oi]|triennio|biennio|dal|tra|fino)|(?:triennio|biennio|"
         r"periodo) (?:19|20)\d\d"),
        ("when", 0.5, r"(?:nel|dal|fino al|a partire dal|tra il|entro il|da) (?:\w+ )?(?:19"
         r"|20)\d\d|"
         r"per (?:\w+ )?(?:mesi|anni)"),
    ),
    Field.PLACE: cues(
        ("where", 0.6, r"(?:nel|nella|nei|nelle) (?:comun|quartier|territori|provinc|città"
         r"|distrett|"
         r"ambit|paes|zon|borgat|rion|vall)\w*|quartiere|periferia|in provincia|nel cuore d"
         r"|con sede"),
        ("there", 0.5, r"(?:è |sono |si è )?(?:nat[oa]|avviat[oa]|apert[oa]|realizzat[oaie]|attiv"
         r"[oaie]|svolt[oa]|sperimentat[oa]|presente|attivat[oaie]|situat[oa]|si trova"
         r"|opera(?:no)?)"
         r"(?!\w)|nasce|ha sede|coinvolge|gestisce"),
    ),
    Field.RESOURCES: cues(
        ("funded", 1.0, r"(?:co-?)?finanziat[oaie] (?:\w+ ){0,3}(?:da|dal|dalla|con|grazie|per|nell"
         r"['’]ambito)|finanziament[oi] (?:di|da|dell|della|del|pubblic|complessiv)|(?:contributo|"
         r"grant|fondi|budget|investimento|dotazione|stanziamento|donazion[ei]|raccolta fondi|"
         r"autofinanzi\w+)(?!\w)"),
        ("cost", 1.0, r"cost(?:o|i|a|ano|ato)(?!\w) (?:\w+ ){0,3}(?:annu|complessiv|total|per|di|"
         r"del|è|sono|circa|\d)|spes[ae] (?:annu|complessiv|total|di|per)|a carico d|quota (?:a"
         r"|di)|"
         r"risorse (?:econom|finanzi|uman|mess|dedicate|impieg)\w*"),
        ("staff", 0.5, r"operator[ie]|educator[ie]|volontari(?!\w)|assistent[ie] social[ie]"
         r"|psicolog"
         r"\w+|equipe|équipe|coordinator[ie]|ore (?:settimanali|alla settimana)|tempo pieno"
         r"|part-time"
         r"|local[ie] (?:mess|conces|in comodato)"),
    ),
    Field.RESULTS: cues(
        ("results", 0.9, r"(?:i )?risultati (?:(?!attesi|previsti)\w+ )?(?:son|raggiunt|mostr|"
         r"indic|ottenut|conseguit|dic|posit|incoragg)\w*|ha (?:\w+ )?(?:permesso|consentito|"
         r"portato|prodotto|generato|ridotto|aumentato|migliorato|favorito|contribuito)|hanno "
         r"(?:\w+ )?(?:trovato|ottenuto|ripreso|concluso|migliorato|ridotto|raggiunto|mantenuto|"
         r"portato|dichiarato)|grazie al(?:la|l['’])? (?:progett|sportell|iniziativ|intervent|"
         r"serviz|percors)\w+"),
        ("after", 0.6, r"al termine|dopo (?:un anno|\w+ (?:mesi|anni)|il (?:primo|secondo))"
         r"|a (?:un "
         r"anno|fine|distanza)|in (?:un|due|tre|quattro|cinque) anni|nel primo anno|alla fine|oggi|"
         r"complessivamente|in totale|su \d+|il \d+(?:[,.]\d+)? ?(?:%|per cento)"),
        ("of-those", 1.0, r"(?:dei|delle|su) (?:\w+ )?\d+ [^.;]{3,60} \d+ (?:hanno|sono|lavorano)"),
        ("change", 0.6, r"(?:sono |è |si è |si sono )(?:\w+ )?(?:cresciut|aumentat|diminuit|ridott|"
         r"dimezzat|raddoppiat|triplicat|scesi?|scesa|salit|calat|migliorat|pass(?:at|an))[oaie]*|"
         r"riduzione|aumento|miglioramento|in meno|in più"),
        ("counted", 0.5, r"sono stat[eio] (?:\w+ )?(?:coinvolt|raggiunt|accolt|inserit|assunt"
         r"|seguit"
         r"|accompagnat|format|recuperat|distribuit|consegnat|attivat|realizzat)\w*|(?:ha|hanno) "
         r"(?:\w+ )?(?:coinvolto|raggiunto|accolto|seguito|assistito|accompagnato|inserito|formato|"
         r"ospitato|servito|distribuito|partecipato|aderito)"),
        ("expected", -1.2, r"risultati (?:attesi|previsti)|si (?:prevede|attende|auspica)|dovrebbe"
         r"(?:ro)?|potr(?:à|anno|ebbe)|sar(?:à|anno)|l['’]obiettivo|mira a|intende"),
        ("national", -0.6, r"indagine|censimento|in italia|a livello nazionale"
         r"|secondo (?:i dati )?(?:l['’])?(?:istat|"
         r"inps|eurostat|ocse)|media (?:italiana|nazionale|ue|europea)"),
    ),
    Field.DIFFICULTIES: cues(
        ("difficulty", 1.0, r"(?:difficoltà|criticità|ostacol[oi]|resistenz[ae]|limit[ei]|"
         r"problem[ai])(?!\w)(?=[^.;]{0,80}(?:emers|incontrat|riscontrat|affrontat|rilevat|"
         r"registrat|stat[aeio]|è |sono |riguard))|(?:principal[ei]|maggior[ei]|prim[aeio]"
         r"|non sono "
         r"mancat[ei]|(?:le|alcune)) (?:\w+ )?(?:difficoltà|criticità|ostacol[oi]|resistenz[ae]|"
         r"limit[ei])|(?:ostacolo|criticità|difficoltà) (?:(?:maggior|principal)\w* |più grand"
         r"\w+ )?(?:è|sono|riguarda)|(?:abbiamo|hanno) (?:fatto l['’]errore|sbagliato)"
         r"|(?:faccia|face(?:va)?)mo fatica"),
        ("failed", 1.0, r"non (?:ha|hanno|è|sono) (?:\w+ )?(?:funzionat|riuscit|bastat|rett"
         r"|decollat|"
         r"raggiunt|coinvolt|partit|stat[oaie] (?:possibile|facile|semplice|sufficient))\w*|(?:ha|"
         r"hanno) (?:\w+ )?(?:faticato|fallito|sottovalutato|rallentato|ostacolato|abbandonato|"
         r"sospeso|interrotto)|(?:è|sono) (?:\w+ )?(?:fallit|mancat|venut[oaie] men)[oaie]*"),
        ("hard", 0.7, r"purtroppo|ritard[oi]|troppo (?:poc|tard|bass|alt|compless|breve|lent)\w*|"
         r"turn ?over|sfiducia|diffidenza|conflitt[oi]|frammentazion\w+|discontinu\w+|precari\w+|"
         r"insufficient\w+|burocra\w+|fatica(?!\w)|(?:è|sono) (?:rimast|restat)[oaie] (?:\w+ ){0,2}"
         r"(?:vuot|fuor|sol|ferm|inutilizzat)\w*|rinunciat\w*|chius[oa] (?:dopo|per|quando)"),
    ),
    Field.LESSONS: cues(
        ("learnt", 1.1, r"(?:abbiamo|hanno|ha|si è|avendo) (?:\w+ )?(?:imparat|appres|capit"
         r"|compres)"
         r"[oaie]|lezion[ei] (?:appres|imparat|princip|più|che|son|è|da)\w*|insegna che"
         r"|ha(?:nno)? (?:\w+ )?insegnato"
         r"|l['’]esperienza (?:\w+ ){0,4}"
         r"(?:mostra|dimostra|conferma|suggerisce|indica)"),
        ("worked", 1.0, r"ha(?:nno)? (?:\w+ )?funzionato (?:perch|quando|grazie|bene|solo|dove)|"
         r"(?:decisiv|determinant|fondamental|cruciale|vincent|indispensabil)\w* (?:\w+ ){0,3}"
         r"(?:è|sono|per|stat|si)|(?:è|sono) (?:stat\w )?(?:\w+ )?(?:decisiv|determinant|"
         r"fondamental|crucial|indispensabil|essenzial)\w*|ha(?:nno)? fatto la differenza"
         r"|fattor[ei] "
         r"(?:di|del|chiave|decisiv)\w*|punt[oi] di (?:forza|debolezza)|condizion[ei] (?:di|per"
         r"|del|"
         r"necessari)|si è rivelat[oa]|si sono rivelat[ei]|se (?:dovessimo )?(?:ricominciare|"
         r"rifare)|la prossima volta|rifaremmo|senza (?:un|una|il|la|questo"
         r"|questa) [^.;]{3,60} non"),
    ),
    Field.TRANSFERABILITY: cues(
        ("replicable", 1.1, r"(?:è |sono |resta )?(?:facilmente |\w+ )?(?:replicabil|trasferibil|"
         r"scalabil|esportabil|riproducibil)\w*|replicat[oaie]|replicare|trasferi(?:re|bil\w+)(?! "
         r"(?:a casa|in ospedale|dal))|(?:stat\w|poi) (?:\w+ )?(?:adottat|ripres|estes|esportat|"
         r"copiat)[oaie] (?:\w+ )?(?:da|in|ad|a|al|alle)|(?:copia|imita)r(?:ci|lo|la|vi)(?!\w)"),
        ("elsewhere", 0.7, r"altr[ei] (?:\w+ )?(?:territor|comun|quartier|città|region|province|"
         r"contest|scuol|distrett|realtà)\w*|altrove|su scala|messa a sistema|modello (?:per"
         r"|è stato)"
         r"|linee guida|estes[oa] (?:a|ad|all)"),
    ),
}  # fmt: skip

#: What is not said as done: takes away from results, difficulties and lessons.
PROPOSED = r"dovrebbe(?:ro)?|si dovrebbe|occorre|bisogna|è necessario|sarà|saranno|auspica\w*"
