"""Names around places: what introduces one, what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.annotate.words import word_set

_STEMS = {
    "Abruzzo": "abruzzes:e/i",
    "Basilicata": "lucan:o/a/i/e",
    "Calabria": "calabres:e/i",
    "Campania": "campan:o/a/i/e",
    "Emilia-Romagna": "emilian:o/a/i/e romagnol:o/a/i/e",
    "Friuli-Venezia Giulia": "friulan:o/a/i/e",
    "Lazio": "lazial:e/i",
    "Liguria": "ligur:e/i",
    "Lombardia": "lombard:o/a/i/e",
    "Marche": "marchigian:o/a/i/e",
    "Molise": "molisan:o/a/i/e",
    "Piemonte": "piemontes:e/i",
    "Puglia": "pugles:e/i puglies:e/i",
    "Sardegna": "sard:o/a/i",
    "Sicilia": "sicilian:o/a/i/e",
    "Toscana": "toscan:o/a/i/e",
    "Trentino-Alto Adige": "trentin:o/a/i/e altoatesin:o/a/i/e",
    "Umbria": "umbr:o/a/i",
    "Valle d'Aosta": "valdostan:o/a/i/e",
    "Veneto": "venet:o/a/i/e",
}


# Adjectives of provinces and their capitals, without those that are also words of another sense.
_PROVINCE_STEMS = {
    "Abruzzo": "aquilan:o/a/i/e teraman:o/a/i/e pescares:e/i teatin:o/a/i/e marsican:o/a/i/e",
    "Basilicata": "potentin:o/a/i/e materan:o/a/i/e",
    "Calabria": "cosentin:o/a/i/e catanzares:e/i crotones:e/i vibones:e/i",
    "Campania": "napoletan:o/a/i/e partenope:o/a/i/e salernitan:o/a/i/e casertan:o/a/i/e "
    "avellines:e/i beneventan:o/a/i/e nolan:o/a/i/e cilentan:o/a/i/e irpin:o/a/i/e "
    "sannit:a/i/e",
    "Emilia-Romagna": "bolognes:e/i modenes:e/i reggian:o/a/i/e parmens:e/i ferrares:e/i "
    "ravennat:e/i forlives:e/i cesenat:e/i rimines:e/i piacentin:o/a/i/e faentin:o/a/i/e "
    "imoles:e/i carpigian:o/a/i/e",
    "Friuli-Venezia Giulia": "triestin:o/a/i/e udines:e/i gorizian:o/a/i/e pordenones:e/i "
    "carnic:o/a/i/he",
    "Lazio": "frusinat:e/i reatin:o/a/i/e viterbes:e/i capitolin:o/a/i/e ciociar:o/a/i/e "
    "pontin:o/a/i/e",
    "Liguria": "genoves:e/i savones:e/i spezzin:o/a/i/e imperies:e/i",
    "Lombardia": "milanes:e/i bergamasc:o/a/he/hi brescian:o/a/i/e comasc:o/a/he/hi cremones:e/i "
    "mantovan:o/a/i/e lodigian:o/a/i/e lecches:e/i varesin:o/a/i/e sondries:e/i "
    "brianzol:o/a/i/e valtellines:e/i meneghin:o/a/i/e cremasc:o/a/hi/he "
    "legnanes:e/i camun:o/a/i/e orobic:o/a/i/he",
    "Marche": "anconetan:o/a/i/e pesares:e/i macerates:e/i ascolan:o/a/i/e senigallies:e/i "
    "fabrianes:e/i",
    "Molise": "isernin:o/a/i/e",
    "Piemonte": "torines:e/i cunees:e/i novares:e/i astigian:o/a/i/e vercelles:e/i "
    "alessandrin:o/a/i/e bielles:e/i pineroles:e/i canavesan:o/a/i/e "
    "monferrin:o/a/i/e",
    "Puglia": "bares:e/i lecces:e/i foggian:o/a/i/e brindisin:o/a/i/e tarantin:o/a/i/e "
    "salentin:o/a/i/e garganic:o/a/i/he barlettan:o/a/i/e andries:e/i",
    "Sardegna": "cagliaritan:o/a/i/e sassares:e/i nuores:e/i oristanes:e/i gallures:e/i "
    "sulcitan:o/a/i/e",
    "Sicilia": "palermitan:o/a/i/e catanes:e/i messines:e/i siracusan:o/a/i/e ragusan:o/a/i/e "
    "trapanes:e/i agrigentin:o/a/i/e nissen:o/a/i/e",
    "Toscana": "fiorentin:o/a/i/e pisan:o/a/i/e lucches:e/i senes:e/i aretin:o/a/i/e "
    "livornes:e/i pistoies:e/i prates:e/i grossetan:o/a/i/e empoles:e/i "
    "versilies:e/i maremman:o/a/i/e lunigianes:e/i garfagnin:o/a/i/e",
    "Trentino-Alto Adige": "bolzanin:o/a/i/e sudtiroles:e/i",
    "Umbria": "perugin:o/a/i/e ternan:o/a/i/e folignat:e/i spoletin:o/a/i/e eugubin:o/a/i/e",
    "Veneto": "venezian:o/a/i/e verones:e/i padovan:o/a/i/e vicentin:o/a/i/e "
    "trevigian:o/a/i/e bellunes:e/i rodigin:o/a/i/e polesan:o/a/i/e bassanes:e/i "
    "feltrin:o/a/i/e",
}

#: Valleys, districts of towns, islands and historical areas that lie within one region.
AREAS: Mapping[str, tuple[str, ...]] = {
    "Abruzzo": ("Marsica", "Majella"),
    "Basilicata": ("Vulture",),
    "Calabria": ("Locride", "Aspromonte", "Piana di Gioia Tauro", "Arghillà"),
    "Campania": (
        *("Cilento", "Irpinia", "Sannio", "Scampia", "Secondigliano", "Rione Sanità", "Nisida"),
        *("Capri", "Ischia", "Procida", "Vallo di Diano", "Terra di Lavoro", "Poggioreale"),
    ),
    "Emilia-Romagna": ("Val d'Enza", "Valmarecchia", "Bassa modenese"),
    "Friuli-Venezia Giulia": ("Carnia", "Valcanale", "Carso triestino"),
    "Lazio": (
        *("Ciociaria", "Tuscia", "Agro pontino", "Castelli romani", "Ostia", "Corviale"),
        *("Tor Bella Monaca", "Trastevere", "Rebibbia", "Regina Coeli"),
    ),
    "Liguria": ("Sampierdarena", "Val Bisagno", "Valpolcevera", "Cinque Terre", "Tigullio"),
    "Lombardia": (
        *("Brianza", "Valtellina", "Valchiavenna", "Val Camonica", "Valle Camonica", "Lomellina"),
        *("Val Trompia", "Valle Trompia", "Val Seriana", "Valle Seriana", "Val Brembana"),
        *("Franciacorta", "Oltrepò Pavese", "Martesana", "Valle Sabbia", "Quarto Oggiaro"),
        "Cernusco",
    ),
    "Marche": ("Montefeltro", "Vallesina"),
    "Piemonte": (
        *(
            "Langhe",
            "Monferrato",
            "Canavese",
            "Valsesia",
            "Val di Susa",
            "Valle di Susa",
            "Val Susa",
        ),
        *("Ossola", "Val d'Ossola", "Mirafiori", "Barriera di Milano", "Falchera", "Val Pellice"),
    ),
    "Puglia": ("Salento", "Gargano", "Capitanata", "Tavoliere", "Murgia", "Murge", "Valle d'Itria"),
    "Sardegna": ("Barbagia", "Gallura", "Sulcis", "Ogliastra", "Campidano", "Logudoro"),
    "Sicilia": (
        *("Madonie", "Nebrodi", "Belice", "Librino", "Ballarò", "Lampedusa", "Pantelleria"),
        *("Brancaccio", "Val di Noto", "Ucciardone"),
    ),
    "Toscana": (
        *("Mugello", "Garfagnana", "Lunigiana", "Casentino", "Valdarno", "Versilia", "Chianti"),
        *("Maremma", "Val d'Elsa", "Valdelsa", "Valdera", "Val di Cornia", "Valdinievole"),
        *("Val di Chiana", "Valdichiana", "Amiata", "Sollicciano", "Isola d'Elba"),
    ),
    "Trentino-Alto Adige": (
        *("Val di Sole", "Val di Non", "Val di Fiemme", "Val di Fassa", "Valsugana"),
        *("Vallagarina", "Val Venosta", "Val Pusteria", "Val Gardena", "Giudicarie"),
    ),
    "Umbria": ("Valnerina", "Alta Valle del Tevere"),
    "Valle d'Aosta": ("Valle d'Ayas", "Valtournenche"),
    "Veneto": ("Mestre", "Marghera", "Polesine", "Cadore", "Lessinia", "Valpolicella", "Bassano"),
}


def _italian_adjectives() -> dict[str, str]:
    found: dict[str, str] = {}
    for region, groups in [*_PROVINCE_STEMS.items(), *_STEMS.items()]:
        for group in groups.split():
            stem, _, endings = group.partition(":")
            found.update({stem + ending: region for ending in endings.split("/")})
    return found


#: Lower-case adjectives that name a region (capitals would often be surnames).
ADJECTIVES: Mapping[str, Mapping[str, str]] = {
    "it": _italian_adjectives(),
    "en": {"Sicilian": "Sicilia", "Sardinian": "Sardegna", "Tuscan": "Toscana"},
}

#: Words before a place where something is or happens.
LOCATIVE: Mapping[str, frozenset[str]] = {
    "it": word_set("a ad in presso vicino"),
    "en": word_set("in at near around"),
}
#: Words before a place that also stand before people.
FROM_OR_OF: Mapping[str, frozenset[str]] = {
    "it": word_set("di da tra fra per dell all nell dall alla della"),
    "en": word_set("from of between for"),
}

#: Words before a surname: a name of a place after one of these is a person.
PERSON_TITLES = word_set(
    """signor signora sig sigra dott dottor dottoressa prof professor professoressa avv avvocato
    consigliere consigliera maestro maestra giudice don suor padre onorevole on senatore senatrice
    ministro ministra presidente direttore direttrice judge mr mrs ms dr professor minister senator
    famiglia coniugi fratelli sorelle assessore assessora cavalier cavaliere ingegner ingegnere
    presidentessa sindaco sindaca vescovo"""
)
#: Words that people's names follow with "di": thoughts and works, not places.
OF_PERSON = word_set(
    """teoria teorie modello modelli studio studi opera opere libro libri analisi idea idee lavoro
    lavori proposta proposte parole parola intervento contributo contributi tesi approccio
    definizione concetto metodo classificazione saggio articolo ricerca ricerche relazione
    figlio figlia moglie marito madre padre fratello sorella casa storia vita caso mano firma
    consigliere voto vedova amici nome cognome cura presidenza guida"""
)

#: What introduces a place however its name reads ("Comune di", "city of").
OF_PLACE = re.compile(
    r"\b(?:comun[ei]|citt[àa]|cittadin[ae]|paes[ei]|borgo|borghi|sindac[oa]|municipio|abitanti|"
    r"provinci?[ae]|carcere|diocesi|questura|prefettura|amministrazione comunale|ospedal[ei])"
    r"(?: metropolitana| capoluogo| capofila)? (?:di|del|della|d)$"
    r"|\b(?:city|town|municipality|municipalities|province|hospital|mayor|village|prison|"
    r"port|coast|centre|outskirts|people) of$"
)
#: What introduces a place whose name is not a common word.
OF_BODY = re.compile(
    r"\b(?:quartier[ei]|territorio|territori|ambito|ambiti|distretto|distretti|ausl|asl|asst|ulss|"
    r"ats|usl|parrocchia|universit[àa]|ateneo|politecnico|frazion[ei]|cittadini|tribunale|caritas|"
    r"sede|sedi|area|zona|comprensorio|consorzio|residenti|periferi[ae]|centro|cooperativa)"
    r"(?: sociale| territoriale| cittadina| diocesana)? (?:di|del|della|d)$"
    r"|\b(?:university|district|diocese|area|authority|outskirts|neighbourhood) of$"
)

#: The two autonomous provinces named together are the region.
PROVINCE_PHRASES = re.compile(
    r"\bTrento\s*(?:,|e|and|/|-)\s*(?:di |of )?Bolzano\b"
    r"|\bBolzano\s*(?:,|e|and|/|-)\s*(?:di |of )?Trento\b"
)

STREETS = word_set(
    "via viale piazza piazzale piazzetta corso largo vicolo lungomare stazione porta strada"
)

PUBLISHERS = re.compile(
    r"\b(?:il Mulino|Il Mulino|Franco ?Angeli|Egea|EGEA|Carocci|Laterza|Giappichelli|Giuffr[èe]|"
    r"Einaudi|Feltrinelli|Maggioli|Erickson|Vita e Pensiero|Donzelli|Guerini|Bollati|Utet|UTET|"
    r"Cedam|CEDAM|Rubbettino|Mondadori|Rosenberg|Editore|Edizioni|University Press|Springer)\b"
)

#: Capitals of provinces and other well-known towns: a capital letter is enough for them.
KNOWN_CITIES = word_set(
    """agrigento alessandria ancona aosta arezzo ascoli piceno asti avellino bari barletta belluno
    benevento bergamo biella bologna bolzano brescia brindisi cagliari caltanissetta campobasso
    caserta catania catanzaro cesena chieti cosenza cremona crotone cuneo empoli faenza ferrara
    firenze foggia forli frosinone genova gorizia grosseto iglesias imola isernia ivrea lecce
    lecco livorno lucca macerata mantova matera messina milano modena napoli novara nuoro olbia
    oristano padova palermo parma pavia perugia pesaro pescara piacenza pisa pistoia pordenone
    ragusa ravenna rieti rimini roma rovereto rovigo salerno sassari savona siena siracusa
    sondrio taranto teramo terni torino trapani trento treviso trieste udine urbino varese
    venezia verbania vercelli verona viareggio vicenza viterbo rome milan turin naples venice
    florence genoa padua mantua syracuse sesto cinisello scandicci
    gallarate legnano rho saronno busto crema treviglio voghera vigevano bassano conegliano
    chioggia jesi fano senigallia foligno cerignola molfetta altamura barcellona
    caltagirone gela marsala pozzuoli casoria afragola quartu alghero"""
) | {
    "ascoli piceno",
    "bassano del grappa",
    "busto arsizio",
    "castellammare di stabia",
    "cinisello balsamo",
    "l aquila",
    "la spezia",
    "quartu sant elena",
    "reggio calabria",
    "reggio di calabria",
    "reggio emilia",
    "reggio nell emilia",
    "sesto san giovanni",
    "torre del greco",
    "vibo valentia",
}

#: Towns called like a word, a part of other names or a frequent surname.
AMBIGUOUS_CITIES = word_set(
    """como prato massa lodi fermo latina potenza monza enna imperia carrara andria trani rossano
    aquila spezia fabriano crema jesi gela alba bra"""
)

#: Frequent given names: a name of a place after one of these is a surname.
GIVEN_NAMES = word_set(
    """adriana adriano agnese alba alberto aldo alessandra alessandro alessia alessio alfredo alice
    ambra amedeo andrea angela angelo anna annamaria antonella antonia antonino antonio arianna
    arturo barbara beatrice benedetta bruna bruno camilla carla carlo carmela carmen caterina
    cecilia chiara cinzia clara claudia claudio corrado cristian cristiana cristiano cristina
    damiano daniela daniele dario davide debora donatella donato edoardo elena eleonora elia
    elisa elisabetta emanuela emanuele emilia emilio emma enrica enrico enzo erica ernesto ester
    ettore eugenio eva fabiana fabio fabrizio fausto federica federico felice ferdinando filippo
    flavia flavio francesca francesco franco gabriele gabriella gaetano gaia giacomo gian
    giancarlo gianfranco gianluca gianni gilda gino giorgia giorgio giovanna giovanni giulia
    giuliana giuliano giulio giuseppe giuseppina gloria grazia graziella greta guido ida ilaria
    irene isabella ivan jacopo lara laura leonardo letizia lia liliana linda livia livio lorenza
    lino lorenzo luca lucia luciana luciano lucio ludovica luigi luisa maddalena manuela marcella
    marcello marco margherita maria mariangela marina mario marisa marta martina massimiliano
    massimo matilde matteo maura maurizio mauro melissa michela michele mirco mirella monica
    nadia natalia nicola nicole nicoletta nicolò nino noemi oriana ornella osvaldo ottavia paola
    paolo patrizia patrizio pier piera piero pietro pio rachele raffaella raffaele renata renato
    renzo riccardo rita roberta roberto rocco romano rosa rosanna rosario rossella ruggero
    sabina sabrina salvatore samuele sandra sandro sara sebastiano serena sergio silvana silvano
    silvia silvio simona simone sofia sonia stefania stefano susanna tamara teresa tiziana
    tiziano tommaso ugo umberto valentina valentino valeria valerio vanessa veronica vincenzo
    viola virginia vito vittoria vittorio viviana walter john james robert david michael paul
    peter mark thomas mary anne sarah emma"""
)
