"""Paper, stationery, filing, desk and office machines."""

# A table is read row by row.
# ruff: noqa: E501
# fmt: off

from fondaco.selling.catalog.generator.words import choices, colours, family

TIP = choices(
    "Tip|Punta", "0.5 mm extra fine|0,5 mm extra fine|1.1", "0.7 mm fine|0,7 mm fine", "1.0 mm medium|1,0 mm media"
)
CAPACITY = choices("Capacity|Capacità", "20 sheets|20 fogli", "30 sheets|30 fogli|1.3", "60 sheets|60 fogli|2.4")

FAMILIES = (
    family(
        "copy-paper", "14111507", "paper", "paper", (3.6, 7.2), "copy paper|Carta per fotocopie", "fs",
        "Runs without jams in laser and inkjet printers, both sides.|Scorre senza inceppamenti in stampanti laser e a getto, fronte e retro.",
        choices("Format|Formato", "A4", "A3||2.1", "A5||0.6"),
        choices("Weight|Grammatura", "75 g/m²||0.92", "80 g/m²", "90 g/m²||1.2", "100 g/m²||1.35", "120 g/m²||1.7", "160 g/m²||2.3"),
        choices("Paper|Carta", "white|bianca", "recycled|riciclata|0.95", "extra white|extra bianca|1.15"),
        sold="ream 500; reams 5", also="printer paper ream a4 risma carta stampante", weight=1.6, stock=3000, series=3,
        facts=("Opacity: 92 %|Opacità: 92 %",),
    ),
    family(
        "coloured-paper", "14111507", "paper", "paper", (5.2, 8.9), "coloured paper|Carta colorata", "fs",
        "Dyed through, for covers, dividers and notices.|Colorata in pasta, per copertine, divisori e avvisi.",
        choices("Format|Formato", "A4", "A3||2.1"), colours("yellow", "green", "blue", "pink", "orange", "red"),
        choices("Weight|Grammatura", "80 g/m²", "160 g/m²||1.9"),
        sold="ream 250; ream 500", also="card cartoncino", weight=0.8,
    ),
    family(
        "notebook-pad", "14111514", "notebook", "paper", (0.9, 4.8), "notebook|Quaderno", "ms",
        "Opens flat; the paper takes ink without bleeding.|Si apre piatto; la carta regge l'inchiostro senza trapassare.",
        choices("Format|Formato", "A4||1.5", "A5", "A6||0.7"),
        choices("Ruling|Rigatura", "ruled|a righe", "squared 5 mm|a quadretti 5 mm", "plain|bianco"),
        choices("Binding|Rilegatura", "spiral|con spirale", "stapled|con punto metallico|0.6", "sewn|cucito|1.4"),
        colours("black", "blue", "red", "green"), sold="each; pack 5; pack 10", also="pad block blocco block notes",
    ),
    family(
        "sticky-notes", "14111530", "notes", "paper", (0.45, 1.6), "sticky notes|Foglietti adesivi", "mp",
        "Stick firmly, come off cleanly.|Aderiscono bene e si staccano senza lasciare traccia.",
        choices("Size|Dimensioni", "38 × 51 mm||0.6", "76 × 76 mm", "76 × 127 mm||1.6"),
        colours("yellow", "pink", "green", "blue", "orange"), sold="each; pack 6; pack 12; pack 24",
        also="post notes post-it memo", facts=("Sheets per pad: 100|Fogli per blocchetto: 100",),
    ),
    family(
        "ballpoint-pen", "44121704", "pen", "writing", (0.24, 1.9), "ballpoint pen|Penna a sfera", "fs",
        "Writes at once and evenly to the last drop; ink that dries fast and does not smear.|Scrive subito e in modo uniforme fino in fondo; inchiostro che asciuga in fretta e non sbava.",
        colours("black", "blue", "red", "green"), TIP, choices("Kind|Tipo", "capped|con cappuccio", "retractable|a scatto|1.35"),
        sold="each; box 12; box 50", also="biro", weight=1.6, stock=2500,
    ),
    family(
        "gel-pen", "44121704", "pen", "writing", (0.8, 2.9), "gel pen|Penna gel", "fs",
        "Smooth gel ink with strong colour.|Inchiostro gel scorrevole dal colore deciso.",
        colours("black", "blue", "red", "green", "purple", "pink"), TIP, sold="each; box 12", also="rollerball roller",
    ),
    family(
        "mechanical-pencil", "44121705", "pencil", "writing", (0.9, 6.5), "mechanical pencil|Portamine", "ms",
        "Lead sleeve that retracts, eraser under the cap.|Puntale retrattile, gomma sotto il cappuccio.",
        choices("Lead|Mina", "0.5 mm", "0.7 mm", "0.9 mm"), colours("black", "blue", "silver", "red"), sold="each; box 12",
        also="propelling pencil micromina",
    ),
    family(
        "pencil", "44121706", "pencil", "writing", (0.12, 0.7), "pencil|Matita", "fs",
        "Cedar wood from managed forests; the lead is glued along its whole length.|Legno di cedro da foreste gestite; mina incollata su tutta la lunghezza.",
        choices("Hardness|Durezza", "2B", "B", "HB", "H", "2H"), choices("End|Estremità", "plain|senza gomma", "with eraser|con gomma|1.15"),
        sold="box 12; box 72; box 144", also="lapis",
    ),
    family(
        "marker", "44121708", "marker", "writing", (0.6, 2.8), "marker|Pennarello", "ms",
        "Low odour; cap off for days without drying.|Poco odore; non si secca anche se resta aperto per giorni.",
        choices("Kind|Tipo", "permanent|permanente", "whiteboard|per lavagna bianca", "paint|a vernice|1.8"),
        choices("Tip|Punta", "bullet tip|punta tonda", "chisel tip|punta a scalpello|1.05", "fine tip|punta fine|0.9"),
        colours("black", "blue", "red", "green"), sold="each; box 10; set 4", also="felt tip pennarelli", weight=1.2,
    ),
    family(
        "highlighter", "44121716", "marker", "writing", (0.45, 1.6), "highlighter|Evidenziatore", "ms",
        "Bright on copies and faxes, no bleed-through on thin paper.|Brillante anche sulle copie, non trapassa la carta sottile.",
        colours("yellow", "green", "pink", "orange", "blue"), choices("Body|Fusto", "flat|piatto", "slim|a penna|0.9"),
        sold="each; box 10", also="text marker fluo",
    ),
    family(
        "correction-tape", "44121801", "dispenser-tape", "writing", (0.9, 2.7), "correction tape|Correttore a nastro", "ms",
        "Covers at once, can be written over without waiting.|Copre subito, si riscrive senza attendere.",
        choices("Tape|Nastro", "4.2 mm × 8 m||0.9", "5 mm × 8 m", "5 mm × 12 m||1.25"), sold="each; box 10", also="bianchetto white out", weight=0.5,
    ),
    family(
        "eraser", "44121804", "eraser", "writing", (0.18, 0.9), "eraser|Gomma da cancellare", "fs",
        "Soft, without PVC, leaves few crumbs.|Morbida, senza PVC, lascia pochi residui.",
        colours("white", "blue", "green"), choices("Size|Formato", "small|piccola|0.7", "standard", "large|grande|1.4"), sold="box 20; box 30",
        also="rubber gomme", weight=0.4,
    ),
    family(
        "envelope", "44121503", "envelope", "paper", (0.03, 0.11), "envelopes|Buste", "fp",
        "Self-sealing with strip; inner print keeps what is inside private.|Con strip autoadesivo; stampa interna che protegge il contenuto.",
        choices("Format|Formato", "DL 110 × 220 mm", "C5 162 × 229 mm||1.3", "C4 229 × 324 mm||2"),
        choices("Window|Finestra", "without window|senza finestra", "with window|con finestra|1.08"),
        choices("Paper|Carta", "white|bianche", "recycled|riciclate|0.95", "kraft|avana|1.1"), sold="box 100; box 250; box 500", also="mail lettera",
    ),
    family(
        "ring-binder", "44122003", "binder", "office", (1.6, 5.6), "ring binder|Raccoglitore ad anelli", "ms",
        "Strong board covered in wipe-clean foil, with label pocket.|Cartone robusto rivestito lavabile, con tasca per etichetta.",
        choices("Rings|Anelli", "2 rings|2 anelli", "4 rings|4 anelli|1.08"), choices("Spine|Dorso", "25 mm", "35 mm||1.1", "50 mm||1.25"),
        colours("black", "blue", "red", "green", "white", "yellow"), sold="each; pack 10", also="folder classificatore",
    ),
    family(
        "lever-arch-file", "44122003", "binder", "office", (2.1, 5.2), "lever arch file|Registratore a leva", "ms",
        "Opens and closes lightly; slip case keeps dust away.|Leva leggera; la custodia tiene lontana la polvere.",
        choices("Format|Formato", "A4", "A5||0.9", "folio|protocollo|1.12"), choices("Spine|Dorso", "50 mm", "80 mm||1.12"),
        colours("black", "blue", "red", "green", "grey", "orange"), sold="each; box 10", also="faldone",
    ),
    family(
        "dividers", "44122010", "folder", "office", (0.6, 3.6), "dividers|Divisori", "mp",
        "Printed tabs with an index sheet.|Tacche stampate con foglio indice.",
        choices("Tabs|Tacche", "1–5", "1–10||1.6", "1–12||1.8", "A–Z||2.6", "1–31||3"), choices("Material|Materiale", "card|cartoncino", "PP|polipropilene|1.2"),
        choices("Format|Formato", "A4", "A4 maxi||1.1"), sold="set 1; pack 10", also="separatori rubrica", weight=0.6,
    ),
    family(
        "folder", "44122011", "folder", "office", (0.16, 1.4), "folder|Cartellina", "fs",
        "Keeps loose sheets together on the way and in the cabinet.|Tiene insieme i fogli in viaggio e nell'armadio.",
        choices("Kind|Tipo", "3 flaps|con 3 lembi", "L-shape|a L|0.5", "with elastic|con elastico|1.6"),
        choices("Material|Materiale", "card 300 g|cartoncino 300 g", "polypropylene|polipropilene|1.2"),
        colours("blue", "red", "yellow", "green", "orange", "grey"), sold="pack 25; pack 50", also="cartelle wallet",
    ),
    family(
        "suspension-file", "44122017", "folder", "office", (0.42, 1.5), "suspension file|Cartella sospesa", "fs",
        "Steel rails that glide, tab and label included.|Aste in acciaio che scorrono, cavalierino ed etichetta inclusi.",
        choices("Bottom|Fondo", "V-base|fondo a V", "15 mm base|fondo 15 mm|1.15", "30 mm base|fondo 30 mm|1.25"),
        colours("orange", "blue", "green", "red", "grey"), choices("Width|Interasse", "33 cm", "39 cm||1.05"), sold="box 25; box 50",
        also="hanging file cartelle", weight=0.7,
    ),
    family(
        "stapler", "44121615", "stapler", "office", (3.2, 29.0), "stapler|Cucitrice", "fs",
        "Metal mechanism that does not jam; loads from the top.|Meccanismo in metallo che non s'inceppa; si carica dall'alto.",
        CAPACITY, colours("black", "blue", "red", "grey"), choices("Kind|Tipo", "desk|da tavolo", "plier|a pinza|1.15", "flat clinch|a punto piatto|1.3"),
        also="pinzatrice spillatrice", stock=150,
    ),
    family(
        "staples", "44122107", "clip", "office", (0.0009, 0.0026), "staples|Punti metallici", "mp",
        "Galvanised steel with sharpened ends.|Acciaio zincato con estremità affilate.",
        choices("Size|Misura", "No. 10|N. 10|0.8", "24/6", "26/6", "23/10||1.6", "23/13||1.8"), sold="box 1000; box 5000; box 10000",
        also="graffette cucitrice", weight=0.5, stock=3000,
    ),
    family(
        "hole-punch", "44121611", "stapler", "office", (4.2, 38.0), "hole punch|Perforatore", "ms",
        "Guide for A4 and A5, hardened punches, tray for the confetti.|Guida per A4 e A5, punzoni temprati, vaschetta raccogli coriandoli.",
        CAPACITY, choices("Holes|Fori", "2 holes|2 fori", "4 holes|4 fori|1.9"), colours("black", "blue", "red"), also="foratrice", stock=120, weight=0.7,
    ),
    family(
        "scissors", "44121618", "scissors", "office", (1.9, 13.0), "scissors|Forbici", "fp",
        "Stainless blades, ground to the tip.|Lame inox, affilate fino in punta.",
        choices("Length|Lunghezza", "13 cm||0.8", "17 cm", "21 cm||1.25", "25 cm||1.6"), choices("Handle|Impugnatura", "standard", "soft grip|soft|1.3", "left-handed|per mancini|1.4"),
        colours("black", "blue", "red"), sold="each; box 10", weight=0.7,
    ),
    family(
        "paper-clips", "44122104", "clip", "office", (0.004, 0.013), "paper clips|Fermagli", "mp",
        "Rounded ends that do not tear paper.|Estremità arrotondate che non strappano la carta.",
        choices("Length|Lunghezza", "26 mm||0.8", "32 mm", "50 mm||1.9", "77 mm||3"), choices("Finish|Finitura", "zinc plated|zincati", "coloured|colorati|1.25", "copper plated|ramati|1.2"),
        sold="box 100; box 500; box 1000", also="graffette clip", weight=0.6,
    ),
    family(
        "rubber-bands", "44122101", "ring", "office", (9.0, 15.0), "rubber bands|Elastici", "mp",
        "Natural rubber with high stretch.|Gomma naturale ad alta elasticità.",
        choices("Diameter|Diametro", "40 mm", "60 mm", "80 mm", "100 mm", "150 mm||1.1"), colours("yellow", "red", "green", "blue"),
        sold="kg 0.1; kg 0.5; kg 1", weight=0.4,
    ),
    family(
        "clear-tape", "31201512", "tape", "office", (0.5, 2.4), "transparent tape|Nastro adesivo trasparente", "ms",
        "Unwinds without noise, does not yellow.|Si srotola senza rumore, non ingiallisce.",
        choices("Size|Misura", "12 mm × 33 m||0.7", "15 mm × 33 m||0.85", "19 mm × 33 m", "19 mm × 66 m||1.6"), choices("Kind|Tipo", "clear|lucido", "invisible|invisibile|1.4"),
        sold="each; pack 8; pack 12", also="sticky tape scotch", weight=0.6,
    ),
    family(
        "glue-stick", "31201610", "glue", "office", (0.6, 2.6), "glue stick|Colla stick", "fs",
        "Washes out of clothes at 30 °C, no solvents.|Lavabile dai tessuti a 30 °C, senza solventi.",
        choices("Content|Contenuto", "10 g||0.6", "20 g", "40 g||1.7"), sold="each; pack 6; box 12; box 24", also="colle", weight=0.5,
    ),
    family(
        "desk-tray", "44111503", "tray", "office", (2.2, 11.0), "desk tray|Vaschetta portacorrispondenza", "fs",
        "Stacks straight or stepped.|Impilabile dritta o a scala.",
        colours("black", "clear", "blue", "grey", "white"), choices("Format|Formato", "A4", "A4 maxi||1.2"), choices("Opening|Apertura", "landscape|orizzontale", "portrait|verticale"),
        sold="each; set 4", also="letter tray organiser vaschette",
    ),
    family(
        "whiteboard", "44111905", "board", "office", (24.0, 62.0), "magnetic whiteboard|Lavagna bianca magnetica", "fs",
        "Enamelled surface that wipes clean after years; pen tray and fixings included.|Superficie smaltata che si cancella bene anche dopo anni; portapenne e fissaggi inclusi.",
        choices("Size|Dimensioni", "60 × 45 cm||0.7", "90 × 60 cm", "120 × 90 cm||2", "150 × 100 cm||2.9", "180 × 120 cm||4"), choices("Surface|Superficie", "lacquered|laccata", "enamelled|smaltata|1.7"),
        choices("Frame|Cornice", "aluminium|alluminio", "wood|legno|1.1"), also="dry erase board lavagne", stock=40, weight=0.7,
    ),
    family(
        "shredder", "44101603", "shredder", "office", (49.0, 240.0), "paper shredder|Distruggidocumenti", "ms",
        "Stops by itself when full, opened or hot; also cuts staples and cards.|Si ferma da solo se pieno, aperto o caldo; taglia anche punti e tessere.",
        choices("Cut|Taglio", "strip cut P-2|a strisce P-2|0.6", "cross cut P-4|a frammenti P-4", "micro cut P-5|a microframmenti P-5|1.6"), choices("Sheets|Fogli", "8 sheets|8 fogli|0.6", "12 sheets|12 fogli", "20 sheets|20 fogli|2.2"),
        choices("Bin|Cestino", "20 l", "35 l||1.3"), also="distruggi documenti", stock=30, weight=0.7,
    ),
    family(
        "toner", "44103103", "toner", "it", (38.0, 110.0), "toner cartridge|Toner", "ms",
        "Tested page by page; yield measured under ISO/IEC 19752.|Collaudato pagina per pagina; resa misurata secondo ISO/IEC 19752.",
        choices("Colour|Colore", "black|nero", "cyan|ciano", "magenta", "yellow|giallo"), choices("For series|Per serie", "LP100", "LP200", "LP300||1.2", "MX10||1.1", "MX20||1.3"), choices("Yield|Resa", "1,500 pages|1.500 pagine|0.6", "3,000 pages|3.000 pagine", "10,000 pages|10.000 pagine|2.1"),
        also="cartuccia laser stampante printer", stock=90, weight=1.3, series=1,
    ),
    family(
        "ink-cartridge", "44103105", "toner", "it", (9.0, 32.0), "ink cartridge|Cartuccia d'inchiostro", "fs",
        "Fast-drying pigment ink.|Inchiostro a pigmenti ad asciugatura rapida.",
        choices("Colour|Colore", "black|nero", "cyan|ciano", "magenta", "yellow|giallo"), choices("For series|Per serie", "IJ5", "IJ7", "IJ9||1.2"), choices("Size|Capacità", "standard", "XL||1.7"), also="inkjet printer stampante cartucce", stock=120, series=1,
    ),
)
