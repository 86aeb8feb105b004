"""English cues of what a sentence says is: evidence, need, recommendation."""

from __future__ import annotations

from ingest.annotate.cues import Cue, cues

_EVIDENCE = cues(
    "evidence",
    ("percent", 0.7, r"\d+(?:\.\d+)?\s?(?:%|per ?cent\b|percentage points)"),
    ("large-number", 0.4, r"\d{1,3}(?:[ ,]\d{3})+\b|\d+(?:\.\d+)? (?:thousand|million|billion)"),
    (
        "share-in-words",
        0.6,
        r"(?:one|two|three|four) (?:in|out of) (?:three|four|five|ten)|(?:a third|a quarter|"
        r"two thirds|three quarters|more than half|nearly half|almost half|half) of\b",
    ),
    (
        "data-say",
        1.0,
        r"(?:the |our |recent |available |these )*(?:data|results|findings|evidence|"
        r"analysis|analyses|estimates|studies|study|research|survey|surveys|evaluation|"
        r"report|monitoring|figures|statistics)(?: \w+){0,8} (?:show|shows|showed|shown|"
        r"suggest|suggests|indicate|indicates|indicated|confirm|reveal|reveals|revealed|"
        r"found|finds|estimate|estimates|reported|highlight|highlights|demonstrate|"
        r"point)\w*\b",
    ),
    (
        "found-that",
        0.7,
        r"(?:it (?:was|is) (?:estimated|found|reported)|was estimated|were recorded|"
        r"accounted for|amounted to|stood at|ranked|ranks|reported (?:that|having|unmet))\b",
    ),
    (
        "according-to",
        0.7,
        r"(?:according to|based on) (?:the |a |recent |national |our )*(?:data|figures|"
        r"estimates|survey|surveys|istat|oecd|eurostat|report|study|findings)",
    ),
    (
        "survey",
        0.5,
        r"(?:respondents|interviewed|sample|survey|questionnaire|focus groups?|"
        r"randomi[sz]ed|control group)\b",
    ),
    (
        "measured-by",
        0.4,
        r"(?:istat|eurostat|oecd|rates?|share|proportion|percentage|incidence|prevalence|"
        r"on average|average|per capita|compared (?:to|with)|mortality|life expectancy|"
        r"index|number of|per \d[\d ,]*)\b",
    ),
    (
        "trend",
        0.5,
        r"(?:has|have|had|was|were)? ?(?:increased|decreased|declined|risen|rose|fallen|"
        r"fell|grew|grown|doubled|tripled|dropped|reduced by|improved|remained|reached|"
        r"peaked)\b",
    ),
    (
        "growth",
        0.3,
        r"(?:increase|decrease|decline|growth|rise|reduction|drop|gap) (?:of|in|by|from)\b",
    ),
    ("table", 0.5, r"(?:table|figure|fig\.|box) \d"),
    ("amount", 0.5, r"(?:€|eur|us\$|\$) ?\d|\d[\d.,]* (?:euros?|eur)\b"),
    (
        "counted",
        0.35,
        r"\d{2,}(?:[.,]\d+)* (?:people|families|households|users|patients|participants|"
        r"companies|organi[sz]ations|municipalities|cases|beds|years|beneficiaries|workers|"
        r"volunteers|inhabitants|deaths|hours|days)",
    ),
    (
        "ranking",
        0.4,
        r"(?:higher|lower|more|less|fewer|greater|above|below|highest|lowest|second|"
        r"third)(?: \w+){0,3} (?:than|average|the eu|in the eu|in europe)",
    ),
)

_NEED = cues(
    "need",
    (
        "lack",
        1.0,
        r"(?:lack(?:s|ed|ing)? (?:of |a |an |any |the |sufficient |adequate |access)?|"
        r"shortages?|scarcity|absence of|insufficien\w+|inadequa\w+|not enough|too few|"
        r"under-?(?:staff|fund|resourc|supply|develop)\w*)\b",
    ),
    ("need-word", 0.5, r"(?:needs|need for|demand for|in need)\b"),
    (
        "unmet",
        1.0,
        r"(?:unmet|unaddressed|growing|emerging|increasing) (?:\w+ )?(?:needs?|demand)\b",
    ),
    (
        "gap",
        0.7,
        r"(?:gaps?|inequalit(?:y|ies)|disparit(?:y|ies)|divides?|inequit(?:y|ies)|"
        r"imbalances?|unequal|uneven|variation)\b",
    ),
    (
        "forgo",
        1.0,
        r"(?:forgo(?:ing|ne)?|forego\w*|long(?:er)? wait\w*|waiting (?:lists?|"
        r"times?) (?:are|is|remain|have|for)|cannot (?:afford|access|find)|can't afford|"
        r"unable to|do(?:es)? not (?:have|receive|reach|cover)|struggl\w+|fail(?:s|"
        r"ed)? to)\b",
    ),
    (
        "hardship",
        0.7,
        r"(?:loneliness|isolation|hardship|exclusion|deprivation|vulnerab\w+|burden|"
        r"distress|difficult(?:y|ies) (?:in|of|to|accessing|finding)|barriers?)\b",
    ),
    (
        "problem",
        0.6,
        r"(?:problems?|challenges?|challenging|concerns?|weakness(?:es)?|critical issues?|"
        r"risk of|at risk|pressures?|fragmented|fragmentation|strain|worsen\w*|crisis|"
        r"obstacles?)\b",
    ),
    (
        "uncovered",
        0.9,
        r"(?:remains? (?:low|limited|weak|high|unclear|insufficient|a (?:challenge|concern|"
        r"problem))|(?:is|are) not (?:\w+ )?(?:covered|met|reached|available|accessible|"
        r"guaranteed|provided)|left (?:out|behind|alone)|excluded from|without (?:access|"
        r"support|any|adequate))\b",
    ),
    (
        "widening",
        1.0,
        r"(?:gaps?|divides?|inequalit(?:y|ies)|disparit(?:y|ies)|"
        r"differences)(?: \w+){0,5} (?:widen\w*|gr[eo]w\w*|increas\w+|persist\w*)",
    ),
)

_RECOMMENDATION = cues(
    "recommendation",
    ("should", 1.0, r"(?:should|ought to)(?! have)\b"),
    (
        "recommend",
        1.0,
        r"(?:recommend(?:s|ed|ation|ations)?|we (?:suggest|propose|call)|it is (?:suggested|"
        r"recommended|advisable|desirable)|calls? (?:for|on)|urges?)\b",
    ),
    (
        "necessary",
        1.0,
        r"(?:it (?:is|will be|would be|becomes|remains) (?:\w+ )?(?:necessary|important|"
        r"essential|crucial|vital|urgent|imperative|useful|fundamental|critical)|is needed|"
        r"are needed|(?:is|are) (?:required|essential|necessary) to|will be (?:crucial|"
        r"essential|critical|needed|key|necessary|important))\b",
    ),
    ("must", 0.8, r"must\b"),
    ("need-to", 0.9, r"(?:needs? to|has to|have to|there is (?:a|an) (?:\w+ )?need (?:to|for))\b"),
    (
        "could",
        0.6,
        r"(?:could (?:\w+ )?(?:help|improve|strengthen|reduce|be (?:improved|strengthened|"
        r"enhanced|used|extended|addressed|achieved|considered))|(?:further|greater|"
        r"more) (?:efforts?|investment|attention) (?:is|are|will|to|in|on))\b",
    ),
    (
        "future-steps",
        0.5,
        r"(?:priorit(?:y|ies)|next steps?|going forward|looking ahead|policy options?|"
        r"guidelines?|way forward)\b",
    ),
    (
        "to-strengthen",
        0.3,
        r"(?:to )?(?:strengthen|promote|ensure|invest in|foster|improve|encourage|enhance|"
        r"expand)(?:ing)?\b",
    ),
)

ENGLISH_SAID: tuple[Cue, ...] = (*_EVIDENCE, *_NEED, *_RECOMMENDATION)

# A line that begins with an imperative proposes, in slides and lists of proposals.
ENGLISH_LINE_START = (
    r"^\W{0,4}(promote|support|strengthen|ensure|invest|develop|build|encourage|introduce|"
    r"improve|define|involve|adopt|increase|reduce|simplify|integrate|extend|recognise|"
    r"recognize|establish|create|foster|provide|expand|enhance)\b"
)
