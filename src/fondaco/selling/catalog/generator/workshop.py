"""Tools, fasteners, electrical goods, packing and handling."""

# A table is read row by row.
# ruff: noqa: E501
# fmt: off

from fondaco.selling.catalog.generator.words import choices, colours, family

THREAD = choices("Thread|Filettatura", "M3||0.5", "M4||0.6", "M5||0.8", "M6", "M8||1.6", "M10||2.6", "M12||4")
STEEL = choices("Material|Materiale", "zinc-plated steel|acciaio zincato", "stainless A2|inox A2|2.1", "stainless A4|inox A4|2.9")
PIECES = "box 50; box 100; box 200; box 500"

FAMILIES = (
    family(
        "screwdriver", "27111701", "screwdriver", "tools", (2.9, 12.5), "screwdriver|Cacciavite", "ms",
        "Two-component handle, hardened tip with black finish.|Impugnatura bicomponente, punta temprata e brunita.",
        choices("Tip|Punta", "slotted 4 mm|a taglio 4 mm", "slotted 6.5 mm|a taglio 6,5 mm|1.2", "PH1", "PH2||1.1", "PZ2||1.1", "TX20||1.15", "TX25||1.2"), choices("Blade|Lama", "75 mm||0.9", "100 mm", "150 mm||1.2"), choices("Insulation|Isolamento", "plain|semplice", "VDE 1000 V||1.6"), also="giravite phillips torx", stock=250,
    ),
    family(
        "screwdriver-set", "27111701", "screwdriver", "tools", (16.0, 58.0), "screwdriver set|Set di cacciaviti", "ms",
        "The usual tips, in a holder that hangs on the wall.|Le punte più usate, in un supporto da appendere.",
        choices("Pieces|Pezzi", "5 pieces|5 pezzi|0.8", "6 pieces|6 pezzi", "8 pieces|8 pezzi|1.3", "12 pieces|12 pezzi|1.8"), choices("Insulation|Isolamento", "plain|semplici", "VDE 1000 V||1.5"), sold="set 1", also="giraviti kit", stock=80, weight=0.5,
    ),
    family(
        "hammer", "27111602", "hammer", "tools", (7.0, 34.0), "hammer|Martello", "ms",
        "Forged head, handle that takes the shock.|Testa forgiata, manico che assorbe il colpo.",
        choices("Kind|Tipo", "engineer's|da meccanico", "claw|da carpentiere|1.3", "rubber mallet|in gomma|0.8", "club|mazzetta|1.1"), choices("Weight|Peso", "300 g||0.8", "500 g", "1000 g||1.5"), choices("Handle|Manico", "hickory", "fibreglass|fibra di vetro|1.2"), also="martelli mazza", stock=120, weight=0.7,
    ),
    family(
        "pliers", "27112100", "pliers", "tools", (7.5, 36.0), "pliers|Pinza", "fs",
        "Induction-hardened edges, slim handles with non-slip grips.|Taglienti temprati a induzione, manici sottili antiscivolo.",
        choices("Kind|Tipo", "combination|universale", "long-nose|a becchi lunghi|1.05", "side cutters|a tagliente laterale|1.1", "water pump|regolabile per tubi|1.3", "locking|autobloccante|1.2"), choices("Length|Lunghezza", "140 mm||0.9", "160 mm", "180 mm||1.1", "250 mm||1.4"), choices("Insulation|Isolamento", "plain|semplice", "VDE 1000 V||1.5"), also="pinze tronchese tenaglia", stock=150,
    ),
    family(
        "combination-spanner", "27111706", "wrench", "tools", (2.6, 8.4), "combination spanner|Chiave combinata", "fs",
        "Chrome vanadium, ring end offset by 15°.|Cromo vanadio, anello inclinato di 15°.",
        choices("Size|Misura", "8 mm||0.75", "10 mm||0.85", "12 mm||0.95", "13 mm", "14 mm||1.05", "17 mm||1.25", "19 mm||1.5", "22 mm||2", "24 mm||2.4"), choices("Kind|Tipo", "plain|fissa", "ratchet|a cricchetto|3"), also="wrench chiavi inglese", stock=200,
    ),
    family(
        "adjustable-spanner", "27111707", "wrench", "tools", (9.0, 28.0), "adjustable spanner|Chiave regolabile a rullino", "fs",
        "Jaw without play, scale in millimetres.|Ganascia senza gioco, scala in millimetri.",
        choices("Length|Lunghezza", "150 mm||0.8", "200 mm", "250 mm||1.3", "300 mm||1.8"), choices("Finish|Finitura", "chrome|cromata", "black|brunita|0.9"), also="wrench inglese", stock=120, weight=0.4,
    ),
    family(
        "hex-keys", "27111710", "hexkey", "tools", (5.0, 27.0), "hex key set|Set di chiavi a brugola", "ms",
        "Sizes marked on each key; the holder opens with a click.|Misura incisa su ogni chiave; il supporto si apre con uno scatto.",
        choices("Pieces|Pezzi", "7 pieces|7 pezzi|0.8", "9 pieces|9 pezzi", "13 pieces|13 pezzi|1.5"), choices("Head|Testa", "plain|piana", "ball end|sferica|1.3", "TX||1.4"), choices("Length|Lunghezza", "short|corte|0.85", "long|lunghe"), sold="set 1", also="allen esagonali", stock=130, weight=0.5,
    ),
    family(
        "tape-measure", "27111801", "measure", "tools", (3.4, 19.0), "tape measure|Flessometro", "ms",
        "Class II accuracy, hook with magnet, blade that stands out 2 m.|Precisione classe II, gancio magnetico, nastro rigido fino a 2 m.",
        choices("Length|Lunghezza", "3 m||0.7", "5 m", "8 m||1.5", "10 m||1.9"), choices("Width|Larghezza", "16 mm||0.9", "19 mm", "25 mm||1.15"), choices("Case|Cassa", "plastic|in plastica", "rubber|gommata|1.2"), also="metro rotella", stock=220, weight=0.6,
    ),
    family(
        "utility-knife", "27111503", "knife", "tools", (1.9, 16.0), "utility knife|Taglierino", "ms",
        "Blade locks in every position; spare blades in the handle.|Lama bloccabile in ogni posizione; lame di ricambio nel manico.",
        choices("Blade|Lama", "9 mm||0.7", "18 mm", "25 mm||1.4", "trapezoid|trapezoidale|1.5"), choices("Safety|Sicurezza", "standard", "self-retracting|a rientro automatico|1.7"), colours("yellow", "blue", "red", "black"), sold="each; box 10", also="cutter trincetto", stock=260, weight=0.7,
    ),
    family(
        "hand-saw", "27111508", "saw", "tools", (9.0, 38.0), "hand saw|Sega a mano", "fs",
        "Teeth hardened for chipboard and solid wood.|Denti temprati per truciolare e legno massello.",
        choices("Kind|Tipo", "panel saw|segaccio", "hacksaw|seghetto per metallo|0.9", "pruning saw|da potatura|1.1"), choices("Blade|Lama", "300 mm||0.9", "400 mm", "500 mm||1.15"), choices("Teeth|Denti", "fine|fini", "coarse|grossi"), also="seghe seghetto", stock=90, weight=0.4,
    ),
    family(
        "cordless-drill", "27112703", "powerdrill", "tools", (74.0, 260.0), "cordless drill|Trapano a batteria", "ms",
        "Brushless motor, two gears, lamp that lights the hole.|Motore brushless, due velocità, luce sul foro.",
        choices("Voltage|Tensione", "12 V||0.75", "18 V", "36 V||1.7"), choices("Function|Funzione", "drill driver|avvitatore", "impact drill|a percussione|1.15", "SDS hammer|tassellatore SDS|1.6"), choices("Delivery|Dotazione", "tool only|senza batterie|0.65", "2 × 2 Ah|2 × 2 Ah", "2 × 5 Ah||1.35"), also="avvitatore trapani", stock=30, weight=0.8,
    ),
    family(
        "angle-grinder", "27112702", "powerdrill", "tools", (46.0, 190.0), "angle grinder|Smerigliatrice angolare", "fs",
        "Starts softly, stops when it jams.|Avvio graduale, arresto in caso di blocco.",
        choices("Disc|Disco", "115 mm||0.85", "125 mm", "230 mm||1.6"), choices("Power|Potenza", "750 W||0.8", "1000 W", "1400 W||1.3", "18 V battery|18 V a batteria|1.4"), also="flex mola flessibile", stock=30, weight=0.4,
    ),
    family(
        "drill-bit", "27112800", "bit", "tools", (0.9, 4.6), "drill bit|Punta da trapano", "fs",
        "Ground to centre by itself; does not wander.|Affilatura autocentrante; non sfugge.",
        choices("For|Per", "metal HSS|metallo HSS", "metal cobalt|metallo al cobalto|2.2", "masonry|muratura", "wood|legno|0.9", "concrete SDS|calcestruzzo SDS|1.8"), choices("Diameter|Diametro", "3 mm||0.6", "4 mm||0.7", "5 mm||0.8", "6 mm", "8 mm||1.4", "10 mm||1.9", "12 mm||2.7"), sold="each; box 10", also="punte", stock=500, weight=1.2,
    ),
    family(
        "screws", "31161500", "screw", "fasteners", (0.012, 0.032), "wood screws|Viti per legno", "fp",
        "Cut their own thread; no pilot hole in soft wood.|Si fanno strada da sole; senza preforo nel legno tenero.",
        choices("Diameter|Diametro", "3 mm||0.6", "3.5 mm||0.75", "4 mm", "4.5 mm||1.2", "5 mm||1.5", "6 mm||2.1"), choices("Length|Lunghezza", "16 mm||0.6", "20 mm||0.7", "30 mm", "40 mm||1.25", "50 mm||1.5", "60 mm||1.8", "80 mm||2.4"), choices("Head|Testa", "countersunk|svasata", "pan head|bombata|1.05"), STEEL, sold=PIECES, also="vite chipboard truciolare", stock=900, weight=1.5, series=1,
    ),
    family(
        "bolts", "31161600", "bolt", "fasteners", (0.05, 0.12), "hexagon bolts|Bulloni esagonali", "mp",
        "Strength class 8.8, ISO 4017.|Classe di resistenza 8.8, ISO 4017.",
        THREAD, choices("Length|Lunghezza", "16 mm||0.8", "20 mm", "30 mm||1.2", "40 mm||1.5", "60 mm||2", "80 mm||2.6"), STEEL, sold="box 25; box 50; box 100; box 200", also="bullone vite testa esagonale machine screw", stock=600, weight=1.3, series=1,
    ),
    family(
        "nuts", "31161700", "nut", "fasteners", (0.02, 0.05), "hexagon nuts|Dadi esagonali", "mp",
        "Class 8, ISO 4032.|Classe 8, ISO 4032.",
        THREAD, STEEL, choices("Kind|Tipo", "plain|semplici", "self-locking|autobloccanti|1.6", "flanged|flangiati|1.5", "cap|ciechi|2.2"), sold=PIECES, also="dado", stock=900, series=1,
    ),
    family(
        "washers", "31161800", "washer", "fasteners", (0.008, 0.022), "washers|Rondelle", "fp",
        "ISO 7089 and ISO 7093.|ISO 7089 e ISO 7093.",
        THREAD, STEEL, choices("Kind|Tipo", "flat|piane", "wide|a fascia larga|1.8", "spring|elastiche|1.2"), sold=PIECES, also="rondella ranella", stock=900, weight=0.8, series=1,
    ),
    family(
        "wall-plugs", "31162100", "bolt", "fasteners", (0.03, 0.09), "wall plugs|Tasselli", "mp",
        "Hold in solid and hollow walls.|Tengono in muri pieni e forati.",
        choices("Diameter|Diametro", "5 mm||0.7", "6 mm", "8 mm||1.4", "10 mm||2", "12 mm||3"), choices("Delivery|Dotazione", "without screw|senza vite", "with screw|con vite|2.2", "with hook|con gancio|3"), choices("Material|Materiale", "nylon", "steel|acciaio|4"), sold="box 25; box 50; box 100", also="tassello anchor fischer stop", stock=700, weight=0.7, series=1,
    ),
    family(
        "sandpaper", "31191500", "disc", "tools", (0.35, 1.2), "abrasive disc|Disco abrasivo", "ms",
        "Corundum on a backing that does not tear.|Corindone su supporto resistente allo strappo.",
        choices("Diameter|Diametro", "115 mm||0.85", "125 mm", "150 mm||1.3"), choices("Grit|Grana", "P40", "P60", "P80", "P120", "P180", "P240"), choices("Fixing|Attacco", "hook and loop|a strappo", "adhesive|adesivo|0.9"), sold="pack 10; pack 50", also="sandpaper carta vetrata abrasiva", stock=500,
    ),
    family(
        "lubricant", "15121520", "spray", "tools", (3.2, 11.0), "lubricating spray|Spray lubrificante", "ms",
        "Loosens, drives water out, protects from rust.|Sblocca, scaccia l'umidità, protegge dalla ruggine.",
        choices("Kind|Tipo", "multi-purpose|multiuso", "silicone|al silicone|1.15", "PTFE|al PTFE|1.4", "chain|per catene|1.2", "contact cleaner|pulisci contatti|1.2"), choices("Content|Contenuto", "200 ml||0.75", "400 ml", "500 ml||1.15"), sold="each; case 12", also="sbloccante olio svitatutto oil", stock=300, weight=0.6,
    ),
    family(
        "grease", "15121902", "tin", "tools", (7.0, 19.0), "grease|Grasso", "ms",
        "For bearings, hinges and slides, −20 to 120 °C.|Per cuscinetti, cerniere e guide, da −20 a 120 °C.",
        choices("Base|Base", "lithium|al litio", "graphite|grafitato|1.1", "copper|al rame|1.6", "white|bianco|1.2"), sold="kg 0.4; kg 1; kg 5", also="lubrificante", stock=120, weight=0.4,
    ),
    family(
        "padlock", "46171501", "padlock", "tools", (4.4, 32.0), "padlock|Lucchetto", "ms",
        "Hardened shackle; the keys of one order can be alike.|Arco temprato; per lo stesso ordine le chiavi possono essere uguali.",
        choices("Width|Larghezza", "30 mm||0.7", "40 mm", "50 mm||1.3", "60 mm||1.7"), choices("Lock|Chiusura", "key|a chiave", "combination|a combinazione|1.2"), choices("Body|Corpo", "brass|ottone", "steel|acciaio|1.3", "weatherproof|per esterni|1.6"), sold="each; pack 4", also="lock lucchetti", stock=180, weight=0.6,
    ),
    family(
        "ladder", "30191501", "ladder", "tools", (39.0, 120.0), "ladder|Scala", "fs",
        "EN 131, wide treads, feet that do not slip.|EN 131, gradini larghi, piedini antiscivolo.",
        choices("Kind|Tipo", "step ladder|doppia a gradini", "extension ladder|a sfilo|1.6", "folding|pieghevole|1.4"), choices("Steps|Gradini", "3", "4||1.15", "5||1.3", "6||1.5", "8||2.1"), choices("Material|Materiale", "aluminium|alluminio", "fibreglass|vetroresina|1.9"), also="scale steps", stock=20, weight=0.4,
    ),
    family(
        "hand-truck", "24101504", "trolley", "tools", (49.0, 190.0), "hand truck|Carrello portapacchi", "ms",
        "Steel tube, wheels with ball bearings.|Tubo d'acciaio, ruote su cuscinetti.",
        choices("Load|Portata", "100 kg||0.7", "150 kg||0.85", "200 kg", "300 kg||1.4"), choices("Wheels|Ruote", "pneumatic|pneumatiche", "solid|piene|1.1", "stairs|per scale|1.5"), choices("Form|Forma", "fixed|fisso", "folding|pieghevole|1.2"), also="carrelli trolley sack", stock=25, weight=0.5,
    ),
    family(
        "shelving", "24102004", "shelf", "furniture", (42.0, 130.0), "shelving unit|Scaffale", "ms",
        "Assembles without bolts; each shelf adjusts in steps of 5 cm.|Si monta a incastro; ogni ripiano si regola ogni 5 cm.",
        choices("Width|Larghezza", "75 cm||0.8", "90 cm", "120 cm||1.3"), choices("Shelves|Ripiani", "4 shelves|4 ripiani|0.85", "5 shelves|5 ripiani", "6 shelves|6 ripiani|1.2"), choices("Load per shelf|Portata per ripiano", "80 kg||0.8", "150 kg", "250 kg||1.5"), choices("Finish|Finitura", "galvanised|zincato", "painted grey|verniciato grigio|1.1"), also="rack scaffali scaffalatura", stock=30, weight=0.7,
    ),
    family(
        "storage-box", "24112404", "box", "packaging", (3.8, 17.0), "storage box|Contenitore", "ms",
        "Stacks when full, nests when empty.|Impilabile da pieno, inseribile da vuoto.",
        choices("Volume|Volume", "5 l||0.5", "15 l", "30 l||1.6", "60 l||2.6"), choices("Lid|Coperchio", "without lid|senza coperchio", "with lid|con coperchio|1.3"), colours("blue", "grey", "red", "green", "clear"), sold="each; pack 6", also="bin crate cassetta scatola plastica", stock=160,
    ),
    family(
        "extension-lead", "26121636", "cable", "electrical", (5.0, 17.0), "extension lead|Prolunga elettrica", "fs",
        "Rubber cable for inside and out, plugs that do not break.|Cavo in gomma per interno ed esterno, spine infrangibili.",
        choices("Length|Lunghezza", "3 m||0.7", "5 m", "10 m||1.6", "25 m||3.2", "50 m||5.8"), choices("Plug|Spina", "Italian 16 A|italiana 16 A", "Schuko", "CEE 16 A||1.7"), choices("Section|Sezione", "3 × 1 mm²||0.85", "3 × 1.5 mm²", "3 × 2.5 mm²||1.5"), also="prolunghe power cord", stock=140, weight=0.8,
    ),
    family(
        "power-strip", "39121402", "strip", "electrical", (6.0, 32.0), "multi-way socket|Multipresa", "fs",
        "Switch with lamp; the strip can be screwed down.|Interruttore luminoso; si può fissare con viti.",
        choices("Sockets|Prese", "4 sockets|4 prese|0.8", "6 sockets|6 prese", "8 sockets|8 prese|1.3"), choices("Protection|Protezione", "plain|semplice", "surge protected|con protezione da sovratensioni|1.7"), choices("Cable|Cavo", "1.5 m", "3 m||1.2", "5 m||1.4"), colours("white", "black"), also="ciabatta power strip prese", stock=180,
    ),
    family(
        "battery", "26111702", "battery", "electrical", (0.32, 1.05), "alkaline batteries|Pile alcaline", "fp",
        "Keep 80 % of their charge for ten years.|Conservano l'80 % della carica per dieci anni.",
        choices("Size|Formato", "AAA LR03|ministilo AAA LR03", "AA LR6|stilo AA LR6", "C LR14|mezza torcia C LR14|2.4", "D LR20|torcia D LR20|3.2", "9V 6LR61|transistor 9V 6LR61|3.6"), sold="pack 4; pack 10; pack 20; box 100", also="battery batterie pila", stock=1200, weight=0.7, series=3,
    ),
    family(
        "rechargeable-battery", "26111701", "battery", "electrical", (1.9, 4.4), "rechargeable batteries|Batterie ricaricabili", "fp",
        "Arrive charged; good for a thousand rounds.|Già cariche; durano mille cicli.",
        choices("Size|Formato", "AAA||0.9", "AA", "C||2.2", "D||2.9"), choices("Capacity|Capacità", "standard", "high capacity|alta capacità|1.3"), sold="pack 2; pack 4; pack 8", also="nimh pile accumulatori", stock=300, weight=0.4,
    ),
    family(
        "led-bulb", "39101600", "bulb", "electrical", (1.9, 8.5), "LED bulb|Lampadina LED", "fs",
        "Full light at once, 25,000 hours, no flicker.|Piena luce subito, 25.000 ore, senza sfarfallio.",
        choices("Base|Attacco", "E27", "E14||0.95", "GU10||0.95", "tube T8|tubo T8|1.8"), choices("Power|Potenza", "5 W||0.8", "8 W", "11 W||1.2", "18 W||1.7"), choices("Light|Luce", "2700 K warm|2700 K calda", "4000 K neutral|4000 K neutra", "6500 K cold|6500 K fredda"), sold="each; pack 6; case 20", also="lamp lampadine", stock=400,
    ),
    family(
        "desk-lamp", "39111500", "lamp", "electrical", (19.0, 110.0), "desk lamp|Lampada da tavolo", "fs",
        "Even light on the page, none in the eyes.|Luce uniforme sul foglio, mai negli occhi.",
        choices("Mount|Fissaggio", "base|con base", "clamp|con morsetto|1.05"), choices("Light|Luce", "fixed white|bianca fissa", "dimmable|regolabile|1.2", "dimmable, warm to cold|regolabile, da calda a fredda|1.4"), colours("black", "white", "silver"), choices("Charging|Ricarica", "no USB|senza USB", "USB socket|presa USB|1.1"), also="lampade light", stock=60, weight=0.6,
    ),
    family(
        "cable-ties", "39121703", "tie", "electrical", (0.01, 0.03), "cable ties|Fascette", "fp",
        "Polyamide 6.6, close with one pull.|Poliammide 6.6, si chiudono con un solo gesto.",
        choices("Size|Misura", "100 × 2.5 mm||0.5", "150 × 3.6 mm||0.8", "200 × 4.8 mm", "300 × 4.8 mm||1.6", "370 × 7.6 mm||2.8"), colours("black", "white", "red", "blue"), sold="bag 50; bag 100; box 1000", also="zip tie fascette cablaggio", stock=900, weight=0.7,
    ),
    family(
        "insulating-tape", "31201502", "tape", "electrical", (0.6, 2.4), "insulating tape|Nastro isolante", "ms",
        "PVC to 6 kV, flame-retardant.|PVC fino a 6 kV, autoestinguente.",
        choices("Size|Misura", "15 mm × 10 m||0.6", "19 mm × 20 m", "25 mm × 25 m||1.5"), colours("black", "white", "red", "blue", "green", "yellow", "grey"), sold="each; pack 10", also="electrical tape", stock=500, weight=0.5,
    ),
)
