"""English signs of the fields of a practice record."""

from __future__ import annotations

from corpus.practices.cards import Field
from corpus.practices.cues import CueTable, cues

_BE = r"(?:is|are|was|were|has been|have been)"

ENGLISH: CueTable = {
    Field.PROBLEM: cues(
        ("arises-from", 1.1, r"(?:set up|created|started|born|designed"
         r"|launched) (?:\w+ ){0,3}(?:in "
         r"response to|to (?:address|respond to|tackle))|in response to|to (?:address|tackle) the"),
        ("need", 0.7, r"(?:unmet )?needs? (?:of|for|among)|demand (?:for|was|had)"),
        ("lack", 0.7, r"lack(?:ed|s)? (?:of)?|shortages? of|absence of|without (?:access|support"
         r"|any)"
         r"|had no |have no "),
        ("distress", 0.6, r"loneliness|isolat\w+|poverty|exclusion|depriv\w+|homeless\w*"
         r"|unemploy\w+|"
         r"frail\w*|vulnerab\w+|ageing"),
        ("before", 0.5, r"before the|until then|for years|rising|growing|increas\w+|one in"),
    ),
    Field.BENEFICIARIES: cues(
        ("for", 1.0, rf"{_BE} (?:\w+ )?(?:aimed at|targeted at|intended for|designed for|open to|"
         r"offered to|addressed to)|(?:aims at|targets|serves|is for|caters for) "),
        ("reached", 0.6, r"(?:has |have )?(?:reached|involved|helped|supported|served|hosted|"
         r"welcomed|trained|enrolled|assisted|benefited|took part|participated|worked with|used"
         r"|attended|joined)(?!\w)"),
        ("called-so", 0.7, r"beneficiaries|participants|clients|its users"),
    ),
    Field.ACTIVITIES: cues(
        ("consists", 1.0, r"(?:project|programme|program|initiative|service|scheme|pilot|centre|"
         r"center|model)[^.;]{0,60} (?:offers?|provides?|consists?|includes?|organi[sz]es?|runs|"
         r"delivers?|combines?|offered|provided|included|organi[sz]ed|delivered|created|opened|"
         r"trained)"),
        ("offers", 0.7, r"(?:offers?|provides?|organi[sz]es?|delivers?|delivered|accompan(?:y|ies"
         r"|ied)"
         r"|ran|runs|visits?|visited|worked with|signed agreements)(?!\w)"),
        ("carried-out", 0.9, rf"{_BE} (?:\w+ )?(?:set up|organi[sz]ed|opened|created|established|"
         r"launched|piloted|delivered|carried out|trained|introduced)|(?:we|they|has|have) "
         r"(?:set up|organi[sz]ed|opened|created|established|launched|piloted|introduced)"),
        ("things", 0.4, r"workshops?|activities|courses?|training|counselling|visits|meetings|"
         r"internships|mentoring|tutoring|every (?:week|day|month)|home care|meals|flats"),
    ),
    Field.PARTNERS: cues(
        ("with", 1.0, r"in (?:collaboration|partnership|cooperation|agreement) with|together with|"
         r"jointly with"),
        ("by", 1.0, rf"{_BE} (?:\w+ )?(?:run|managed|promoted|led|coordinated|funded and run|"
         r"developed|launched|set up) (?:\w+ )?by|(?:run|led|promoted|managed|coordinated) by"),
        ("run-by", 0.8, r"(?:cooperative|association|foundation|municipality|university|council"
         r"|union|"
         r"consortium)s?[^.;]{0,60} (?:ran|runs|delivered|launched|opened|set up|created|tested"
         r"|manage"
         r"d?)(?!\w)"),
        ("partners", 0.9, r"partners?(?:hip)?(?!\w)|lead (?:body|partner)|consortium|network of|"
         r"coalition|memorandum|joined forces"),
    ),
    Field.PERIOD: cues(
        ("born", 0.8, rf"(?:{_BE} )?(?:started|launched|began|opened|established|founded|set up|"
         r"ended|completed|running|active|introduced)(?!\w)"),
        ("lasts", 1.0, r"last(?:ed|s) (?:for )?(?:\w+ )?(?:months?|years?)|over (?:\w+"
         r"|\d+) (?:months|"
         r"years)|duration of"),
        ("when", 0.5, r"(?:in|since|from|between|until|by) (?:\w+ )?(?:19|20)\d\d|for (?:\w+ )?"
         r"(?:months|years)"),
    ),
    Field.PLACE: cues(
        ("where", 0.6, r"in the (?:\w+ )?(?:municipalit|neighbourhood|neighborhood|district"
         r"|province|"
         r"city|town|region|village|area|valley)\w*|neighbou?rhood|outskirts|based in|located in"),
        ("there", 0.5, rf"(?:{_BE} )?(?:started|launched|opened|piloted|set up|run|active|carried "
         r"out|operates|takes place|took place|established)(?!\w)"),
    ),
    Field.RESOURCES: cues(
        ("funded", 1.0, r"(?:co-?)?(?:funded|financed) (?:\w+ ){0,2}(?:by|with|through|from|under)|"
         r"funding (?:of|from|was|came)|grants?(?!\w)|budget|donations?|investment of"),
        ("cost", 1.0, r"costs? (?:\w+ ){0,3}(?:per|of|is|was|about|around|€|£|\d)|cost of"
         r"|expenditure "
         r"of|resources (?:came|were|used)"),
        ("staff", 0.5, r"volunteers|social workers|staff of|team of|coordinators?|full-time"
         r"|part-time"
         r"|hours a week|premises"),
    ),
    Field.RESULTS: cues(
        ("results", 0.9, r"(?:the )?results? (?!expected)(?:show|were|are|indicate|include)\w*|has "
         r"(?:led to|resulted in|allowed|enabled|reduced|increased|improved|contributed)|(?:led to|"
         r"resulted in|enabled)(?!\w)|thanks to the (?:project|programme|service|pilot)|found "
         r"(?:work|a job|a home)"),
        ("after", 0.6, r"after (?:one|two|three|a|\w+ (?:months|years))|by the end|at the end"
         r"|in total"
         r"|within (?:a|one|two|three)|in (?:its|the) first year|today|\d+ ?(?:%|per cent|percent)|"
         r"out of \d+"),
        ("change", 0.6, r"(?:fell|rose|dropped|doubled|halved|decreased|increased|declined"
         r"|improved|"
         r"reduction|decrease|fewer)(?!\w)"),
        ("counted", 0.5, r"(?:reached|involved|helped|supported|served|hosted|trained|housed"
         r"|placed)"
         r"(?!\w)"),
        ("expected", -1.2, r"expected|should|would|will|could|aims? to|intends?|is planned"),
        ("national", -0.6, r"survey|census|in italy|nationally|nationwide|eu average"
         r"|on average in|oecd|eurostat|"
         r"across the eu"),
    ),
    Field.DIFFICULTIES: cues(
        ("difficulty", 1.0, r"(?:difficult(?:y|ies)|obstacles?|barriers?|challenges?|resistance|"
         r"limits?|problems?)(?!\w)(?=[^.;]{0,80}(?:emerged|encountered|faced|met|was|were"
         r"|included|"
         r"arose))|(?:the|its) (?:main|biggest|first) (?:\w+ )?(?:difficulty|obstacle|barrier|"
         r"challenge|problem)"),
        ("failed", 1.0, r"did not (?:work|reach|manage|take off|succeed|last)|failed|struggled|was "
         r"(?:abandoned|suspended|discontinued|underestimated)|could not|was not (?:enough"
         r"|possible|"
         r"easy|sufficient)"),
        ("hard", 0.7, r"unfortunately|delays?|delayed|too (?:few|late|low|high|complex|short|slow)|"
         r"turnover|distrust|mistrust|conflicts?|fragment\w+|insufficient\w*|red tape|dropped out"),
    ),
    Field.LESSONS: cues(
        ("learnt", 1.1, r"(?:we|they|has|have) (?:\w+ )?(?:learn(?:ed|t)|understood|reali[sz]ed)|"
         r"lessons? (?:learn|is|are|was|were|from|that)\w*|experience (?:\w+ ){0,3}(?:shows?"
         r"|suggests?|confirms?|teaches)"),
        ("worked", 1.0, r"worked (?:because|when|well|only|thanks)|(?:was|were|proved|is"
         r"|are) (?:\w+ )?"
         r"(?:decisive|crucial|essential|key|vital|indispensable)|made the difference|success "
         r"factors?|key to (?:its|the|success)|strengths?|weakness(?:es)?|turned out"
         r"|if we (?:were to "
         r")?start(?:ed)? again|next time|without (?:a|the|this) [^.;]{3,60} not"),
    ),
    Field.TRANSFERABILITY: cues(
        ("replicable", 1.1, r"(?:replicab|transferab|scalab)\w*|replicat\w+|(?:was|were|been"
         r"|being) "
         r"(?:\w+ )?(?:adopted|extended|scaled|copied|rolled out|taken up) (?:\w+ )?(?:by|in|to|"
         r"across|up)|rolled out|(?:can|could) be "
         r"(?:transferred|repeated|copied|adopted|adapted)"),
        ("elsewhere", 0.7, r"other (?:\w+ )?(?:areas?|cities|towns|municipalit\w+|regions?"
         r"|countries|"
         r"districts?|contexts?|schools)|elsewhere|at scale|scaling up|a model for|guidelines"),
    ),
}  # fmt: skip

#: What is not said as done: takes away from results, difficulties and lessons.
PROPOSED = r"should|would|must|needs? to|will (?:be|have)|ought to|is expected"
