"""English cues of what was done and learnt: practice, lesson."""

from __future__ import annotations

from ingest.annotate.cues import Cue, cues

_LESSON = cues(
    "lesson",
    (
        "learned",
        1.0,
        r"(?:(?:we|they|it|have|has|was|were|is) (?:\w+ )?(?:learn(?:ed|t)|understood|"
        r"realised|realized)|lessons?(?: (?:learn(?:ed|t)|from|that|is|was|for))|"
        r"experience (?:\w+ ){0,5}(?:shows?|showed|suggests?|demonstrates?|taught|teaches|"
        r"has shown|confirms?)|taught (?:us|the)|main lesson|in hindsight|with hindsight|"
        r"looking back)\b",
    ),
    (
        "experience-shows",
        1.0,
        r"(?:pilots?|projects?|experience|initiatives?|trial|experiment|case|"
        r"practice)(?: \w+){0,6} (?:show|shows|showed|has shown|demonstrate[sd]?|suggests?|"
        r"confirm(?:s|ed)?|highlight(?:s|ed)?|taught) (?:that|how|the)\b",
    ),
    ("proved", 1.0, r"(?:proved|turned out|has shown itself|have proved)\b"),
    (
        "difference",
        1.0,
        r"(?:ma[dk]e(?:s|ing)? (?:a|the|all the) difference|key to (?:the |its |"
        r"their )?success|(?:main|real|key) strengths? (?:was|is|were|of the project))\b",
    ),
    (
        "success",
        1.0,
        r"(?:success (?:factors?|depend\w+|was due|relie[ds]|rested)|(?:enabling|hindering|"
        r"facilitating|key|critical success) (?:factors?|conditions?)|enablers?|"
        r"facilitators?)\b",
    ),
    (
        "worked",
        1.0,
        r"(?:(?:did|has|have|does)(?: not|n't)? (?:\w+ )?work(?:ed)?(?= because|[ ,.;]|$)|"
        r"worked (?:well|because|best|only|poorly)|what works?|what (?:did|has)(?: not|"
        r"n't)? work\w*|failed because|did not (?:\w+ )?(?:succeed|last|reach|produce|"
        r"deliver|achieve))\b",
    ),
    (
        "obstacles",
        0.9,
        r"(?:(?:obstacles?|difficulties|barriers?|challenges|problems|limits|limitations|"
        r"resistance) (?:\w+ ){0,2}(?:encountered|met|faced|emerged|experienced|arose|"
        r"overcome)|(?:encountered|faced|met with|overcame) (?:\w+ ){0,3}(?:obstacles?|"
        r"difficulties|barriers?|challenges|resistance))\b",
    ),
    (
        "hindered",
        0.8,
        r"(?:hinder(?:s|ed)?|hamper(?:s|ed)?|slowed(?: down)?|limited by|delayed (?:by|the|"
        r"because)|was (?:undermined|slow|weakened)|constrained by|impeded|prevented)\b",
    ),
    (
        "decisive",
        0.8,
        r"(?:(?:was|were|has been|have been|proved) (?:\w+ )?(?:decisive|crucial|essential|"
        r"critical|key|instrumental|pivotal|fundamental))\b",
    ),
    (
        "allowed",
        0.5,
        r"(?:(?:has|have)? ?(?:allowed|enabled|helped|made it possible|contributed to|"
        r"facilitated)|led to)\b",
    ),
    (
        "thanks-to",
        0.4,
        r"(?:thanks to|because of|due to|despite|only (?:when|if|after)|provided that|"
        r"as long as)\b",
    ),
    (
        "condition",
        0.6,
        r"(?:preconditions?|prerequisites?|requires? (?:time|trust|a|strong|skills)|"
        r"is not enough|depends? on|hinges? on|the key)\b",
    ),
    (
        "limit",
        0.4,
        r"(?:shortcomings?|drawbacks?|limitations?|pitfalls?|mistakes?|setbacks?|"
        r"failures?)\b",
    ),
    (
        "no-effect",
        0.7,
        r"(?:(?:found|had|showed|produced) (?:little|no|limited) (?:\w+ )?(?:effect|impact|"
        r"improvement)|partly because|largely because|mainly because)\b",
    ),
)

_PRACTICE = cues(
    "practice",
    (
        "project-name",
        0.7,
        r"(?:project|programme|program|initiative|service|scheme|pilot|platform|centre|"
        r"network|campaign|model|space|cooperative|association|foundation) (?:called |"
        r"named |known as )?[“\x22‘'«]\w|(?:called|named|known as) [“\x22‘'«]",
    ),
    (
        "project",
        0.35,
        r"(?:projects?|initiatives?|programmes?|programs?|pilots?|schemes?|case study|"
        r"good practice|best practice|campaigns?|workshops?|helpdesk|help desk|info points?|"
        r"hubs?|one-stop shops?|interventions?|experimentation)\b",
    ),
    (
        "born",
        0.6,
        r"(?:was|were|has been|been) (?:\w+ )?(?:born|founded|launched|established|set up|"
        r"created|introduced|started|opened|inaugurated|piloted|adopted|implemented|tested|"
        r"activated|rolled out|initiated)\b",
    ),
    (
        "done",
        0.55,
        r"(?:(?:has|have|had) (?:\w+ )?)?(?:launched|activated|implemented|promoted|opened|"
        r"involved|tested|founded|established|created|developed|organised|organized|"
        r"supported|financed|funded|hosted|introduced|adopted|built|trained|transformed|"
        r"renovated|set up|started|ran|piloted|invested|reorganised|reorganized|partnered|"
        r"collaborated|helped|recruited|converted|employed)\b",
    ),
    (
        "does",
        0.4,
        r"(?:runs|offers|manages|hosts|provides|organi[sz]es|involves|promotes|supports|"
        r"brings together|works with|delivers|employs|operates|helps)\b",
    ),
    (
        "since",
        0.35,
        r"(?:(?:in|since|from|between|by) (?:early |late )?(?:january |february |march |"
        r"april |may |june |july |august |september |october |november |december )?(?:19|"
        r"20)\d\d|for (?:\w+ )?(?:two|three|four|five|ten|\d+) years)\b",
    ),
    (
        "joint",
        0.3,
        r"(?:in (?:collaboration|partnership|cooperation) with|together with|promoted by|"
        r"managed by|led by|funded by|run by|with the support of|co-?designed)\b",
    ),
    (
        "results",
        0.3,
        r"(?:\d+(?:[.,]\d+)? (?:people|families|children|older people|volunteers|users|"
        r"beneficiaries|participants|apartments|flats|women|young people|workers|carers|"
        r"patients|hours))\b",
    ),
    (
        "example",
        0.5,
        r"(?:for example|an example|one example|for instance|the case of|"
        r"the experience of)\b",
    ),
    (
        "planned",
        -0.8,
        r"(?:will|would|should|could|may|might|is planned|are planned|plans to|aims? to|"
        r"intends?|is expected|are expected|need to|must)\b",
    ),
    ("law", -0.4, r"(?:decree|law no|legislative|act of|article \d|directive)\b"),
    ("measured", -0.5, r"\d+(?:\.\d+)?\s?(?:%|per ?cent\b|percentage points)"),
    (
        "analysis",
        -0.4,
        r"(?:table|figure|fig\.|this (?:chapter|report|section|profile)|data|respondents|"
        r"on average|methodology|rates?|compared (?:to|with)|eu average)\b",
    ),
)

ENGLISH_DONE: tuple[Cue, ...] = (*_LESSON, *_PRACTICE)
