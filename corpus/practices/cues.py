"""Signs that a sentence fills a field of a practice record. Weights add up; 1.0 decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.practices.cards import Field

#: Sum of weights from which a sentence is quoted.
THRESHOLD = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign; the pattern is for text in lower case, ``weight`` may be negative."""

    name: str
    weight: float
    pattern: re.Pattern[str]


CueTable = Mapping[Field, tuple[Cue, ...]]


def cues(*table: tuple[str, float, str]) -> tuple[Cue, ...]:
    """Return cues from rows of name, weight and expression, which begins at a word."""
    return tuple(
        Cue(name, weight, re.compile(rf"(?<!\w)(?:{expression})"))
        for name, weight, expression in table
    )


#: Words that head a line or a section which fills a field: "Destinatari: ...".
LABELS: Mapping[Field, re.Pattern[str]] = {
    field: re.compile(rf"[\W\d]*(?:(?:i|il|la|le|gli|l['’]|the|our)\s*)?(?:{expression})(?!\w)")
    for field, expression in {
        Field.PROBLEM: r"(?:il |)problem[ai]|bisogn[oi]|contesto|esigenz[ae]|perché nasce"
        r"|motivazion"
        r"[ei]|the problem|problem|needs?|context|background|why",
        Field.BENEFICIARIES: r"destinatari[a-z]*|beneficiari[a-z]*|target|a chi (?:è|si) \w+"
        r"|utenti|"
        r"utenza|per chi|beneficiar(?:y|ies)|who it is for|participants|for whom",
        Field.ACTIVITIES: r"attività(?: (?:svolte|realizzate|previste))?|azion[ei]|intervent[oi]|"
        r"(?:che )?cosa (?:fa|facciamo|si fa|offre|(?:è stato|abbiamo|hanno) (?:fatto|costruito|"
        r"realizzato))|(?:descrizione|descrizione del progetto)|come (?:funziona|lavora|si svolge)|"
        r"servizi offerti|activities|actions?|what (?:was|we|it|they) (?:did|does|do|done)|how it "
        r"works|description|interventions?",
        Field.PARTNERS: r"partner[a-z]*|partenariato|attori|soggett[oi](?: \w+){0,2}|rete|capofila|"
        r"promotor[ei]|ente [\w ]+|enti [\w ]+|chi (?:lo|la) (?:fa|realizza|gestisce)|lead "
        r"(?:body|partner|organi[sz]ation)|actors|who runs it|promoters?",
        Field.PLACE: r"luog[oh]i?|dove|territori[oi]?|localizzazione|sede|ambito territoriale|area "
        r"(?:di intervento|geografica)|where|place|location|area",
        Field.PERIOD: r"period[oi]|durata|quando|tempi|date|anno(?: di avvio)?|avvio|periodo di "
        r"attività|when|period|duration|timeline|start(?:ed)?",
        Field.RESOURCES: r"risorse(?: [\w ]+)?|cost[oi](?: [\w ]+)?|budget|finanziament[oi]|"
        r"finanziator[ei]|personale|staff|resources(?: [\w ]+)?|costs?|funding|funders?",
        Field.RESULTS: r"risultat[oi](?: (?:raggiunti|ottenuti|conseguiti))?|esit[oi]|impatt[oi]|"
        r"effetti|cosa è cambiato|results?|outcomes?|impacts?|what changed|achievements",
        Field.DIFFICULTIES: r"difficoltà(?: [\w ]+)?|criticità(?: [\w ]+)?|ostacoli(?: [\w ]+)?|"
        r"limiti|problemi (?:incontrati|emersi)|che cosa non ha funzionato|cosa non [\w ]+|"
        r"difficulties|challenges|obstacles|what did not work|limits|barriers",
        Field.LESSONS: r"lezion[ei](?: [\w ]+)?|cosa abbiamo imparato|che cosa [\w ]*imparat[\w ]*|"
        r"insegnamenti|fattori di successo|apprendimenti|cosa ha funzionato|lessons?(?: [\w ]+)?|"
        r"what (?:we|they) (?:have )?learn(?:ed|t)|success factors|what worked",
        Field.TRANSFERABILITY: r"trasferibilità|replicabilità|scalabilità|sostenibilità e "
        r"replicabilità|sviluppi(?: futuri)?|diffusione|transferability|replicability|scaling(?: "
        r"up)?|replication",
    }.items()
}

#: Headings above what somebody else should do: nothing there was done.
ADVICE = re.compile(
    r"[\W\d]*(?:le |our )?(?:raccomand|propost|indicazion|consigl|recommend|proposal|policy"
    r"|che cosa "
    r"(?:consigl|chied|propon|raccomand)|cosa (?:consigl|chied|propon)|prossimi passi"
    r"|what we (?:ask|"
    r"propose|recommend)|next steps|bibliograf|riferiment|references|sitograf|nota metodolog|"
    r"metodolog|method)"
)
