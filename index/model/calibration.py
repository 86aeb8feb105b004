"""Texts, written for this purpose, that show how wide an encoder's activations are."""

#: With and without a prompt, short and long, Italian and English, figures and lists.
CALIBRATION = (
    "query: sportello per chi cerca casa",
    "query: what helped volunteers stay?",
    "passage: Assistenti sociali",
    "badanti",
    "passage: Il consorzio ha riunito sei cooperative, due parrocchie e l'azienda sanitaria. "
    "All'inizio ciascuno teneva le proprie liste d'attesa; dopo un anno le hanno unite, e le "
    "famiglie telefonano a un solo numero. L'errore, dicono, fu cominciare dal programma "
    "informatico invece che dalle riunioni.",
    "passage: Tabella 4 - Utenti per fascia d'età (2018-2022): 0-17: 1.204; 18-34: 877; 35-64: "
    "2.310; 65 e oltre: 4.955. Fonte: elaborazione propria; n.d. = dato non disponibile.",
    "passage: The day centre opened in a former bank. Within six months it served forty lunches "
    "a day, half of them cooked by people who had first come to eat. Funding ended after the "
    "pilot, and the municipality took over the rent but not the salaries.",
    "passage: - ascolto e orientamento\n- accompagnamento al lavoro\n- microcredito\n- "
    "doposcuola\n- trasporto sociale",
    "passage: Che cosa abbiamo imparato? Che la fiducia precede il servizio: prima il caffè, poi "
    "il modulo. Che un bando di dodici mesi non basta a cambiare un'abitudine. Che i dati vanno "
    "raccolti da chi li userà. " * 4,
    "Legge 8 novembre 2000, n. 328, art. 19, comma 1, lett. a) - www.esempio.it/piani-di-zona",
    "anziani soli montagna telefono amico " * 12,
)
