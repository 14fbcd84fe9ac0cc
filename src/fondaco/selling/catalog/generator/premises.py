"""Safety, cleaning, canteen, packing and furniture."""

# A table is read row by row.
# ruff: noqa: E501
# fmt: off

from fondaco.selling.catalog.generator.words import choices, colours, family

GLOVE_SIZE = choices("Size|Taglia", "7 S", "8 M", "9 L", "10 XL", "11 XXL")
CLEANERS = "litre 0.75; litre 1; litre 5; litre 10"

FAMILIES = (
    family(
        "work-gloves", "46181504", "glove", "safety", (1.1, 9.5), "work gloves|Guanti da lavoro", "mp",
        "Fit closely, let the hand breathe, EN 388.|Aderenti, lasciano respirare la mano, EN 388.",
        choices("Coating|Rivestimento", "polyurethane|poliuretano|0.8", "nitrile", "latex|lattice|0.95", "leather|pelle|1.8"), choices("Cut level|Livello di taglio", "A||0.8", "B", "C||1.4", "D||1.9"), GLOVE_SIZE, sold="pair; pair 12", also="guanto protezione", stock=800, weight=1.4,
        facts=("Standard: EN 388, EN ISO 21420|Norma: EN 388, EN ISO 21420",),
    ),
    family(
        "disposable-gloves", "46181504", "glove", "safety", (0.045, 0.13), "disposable gloves|Guanti monouso", "mp",
        "Powder-free, for food and light chemicals.|Senza polvere, per alimenti e prodotti leggeri.",
        choices("Material|Materiale", "nitrile", "latex|lattice|0.9", "vinyl|vinile|0.7"), choices("Size|Taglia", "S", "M", "L", "XL"), colours("blue", "black", "white"), sold="box 100; box 200; case 1000", also="guanto", stock=600, weight=0.8,
    ),
    family(
        "safety-shoes", "46181605", "shoe", "safety", (32.0, 118.0), "safety shoes|Scarpe antinfortunistiche", "fp",
        "Composite cap, sole that grips on oil, no metal.|Puntale composito, suola antiolio, senza metallo.",
        choices("Class|Classe", "S1P||0.85", "S2||0.9", "S3"), choices("Cut|Modello", "low|basse", "ankle|alte|1.08"), choices("Size|Numero", "37", "38", "39", "40", "41", "42", "43", "44", "45", "46"), sold="pair", also="boots scarponi calzature", stock=120, weight=1.3,
        facts=("Standard: EN ISO 20345|Norma: EN ISO 20345",),
    ),
    family(
        "helmet", "46181701", "helmet", "safety", (6.5, 48.0), "safety helmet|Elmetto di protezione", "ms",
        "Light shell, six-point harness, slots for muffs.|Calotta leggera, bardatura a sei punti, attacchi per cuffie.",
        colours("white", "yellow", "blue", "red", "orange", "green"), choices("Vents|Aerazione", "closed|chiuso", "ventilated|ventilato|1.1"), choices("Adjustment|Regolazione", "pin lock|a cursore", "ratchet|a cremagliera|1.3"), choices("Chin strap|Sottogola", "without|senza sottogola", "with chin strap|con sottogola|1.15"), also="hard hat casco elmetti", stock=150, weight=0.7, facts=("Standard: EN 397|Norma: EN 397",),
    ),
    family(
        "safety-glasses", "46181802", "glasses", "safety", (1.9, 16.0), "safety glasses|Occhiali di protezione", "mp",
        "Scratch-resistant, do not mist, soft at the ears.|Antigraffio, antiappannamento, morbidi dietro le orecchie.",
        choices("Lens|Lente", "clear|trasparente", "grey|grigia|1.1", "yellow|gialla|1.05"), choices("Kind|Tipo", "spectacles|a stanghetta", "overspecs|sovraocchiali|1.1", "goggles|a mascherina|1.5"), choices("Coating|Trattamento", "scratch-proof|antigraffio", "anti-mist|antiappannante|1.25"), sold="each; box 10", also="occhiale visiera", stock=400, weight=0.6, facts=("Standard: EN 166|Norma: EN 166",),
    ),
    family(
        "ear-plugs", "46181901", "ear", "safety", (0.09, 0.35), "ear plugs|Inserti auricolari", "mp",
        "Soft foam that swells slowly.|Schiuma morbida a espansione lenta.",
        choices("Noise reduction|Attenuazione", "SNR 28 dB||0.8", "SNR 34 dB", "SNR 37 dB||1.2"), choices("Cord|Cordino", "without cord|senza cordino", "with cord|con cordino|1.6"), sold="pair 50; pair 200", also="tappi orecchie", stock=500, weight=0.4,
    ),
    family(
        "ear-muffs", "46181902", "headset", "safety", (8.0, 54.0), "ear muffs|Cuffie antirumore", "fp",
        "Wide cushions, even pressure all day.|Cuscinetti ampi, pressione uniforme tutto il giorno.",
        choices("Noise reduction|Attenuazione", "SNR 25 dB||0.8", "SNR 30 dB", "SNR 35 dB||1.3"), choices("Mount|Montaggio", "headband|ad archetto", "helmet|per elmetto|1.15"), colours("black", "yellow", "red"), also="paraorecchie", stock=120, weight=0.4,
    ),
    family(
        "mask", "46182001", "mask", "safety", (0.35, 2.9), "filtering mask|Mascherina filtrante", "fs",
        "Fits without pressing; the valve keeps it dry.|Aderisce senza stringere; la valvola la tiene asciutta.",
        choices("Class|Classe", "FFP1||0.7", "FFP2", "FFP3||1.8"), choices("Valve|Valvola", "without valve|senza valvola", "with valve|con valvola|1.35"), choices("Shape|Forma", "folded|pieghevole", "cup|a coppa|1.05"), sold="pack 10; box 20; box 100", also="mascherine respirator", stock=700, weight=0.6, facts=("Standard: EN 149|Norma: EN 149",),
    ),
    family(
        "vest", "46181507", "vest", "safety", (2.2, 14.0), "high-visibility vest|Gilet ad alta visibilità", "ms",
        "EN ISO 20471 class 2, pocket for the badge.|EN ISO 20471 classe 2, tasca portabadge.",
        colours("yellow", "orange"), choices("Size|Taglia", "M", "L", "XL", "XXL", "3XL"), choices("Closing|Chiusura", "hook and loop|a strappo", "zip|con zip|1.3"), sold="each; pack 10", also="hi-vis gilè giubbino catarifrangente", stock=350, weight=0.5,
    ),
    family(
        "extinguisher", "46191601", "extinguisher", "safety", (29.0, 88.0), "fire extinguisher|Estintore", "ms",
        "With wall bracket and gauge; first check in twelve months.|Con supporto a muro e manometro; primo controllo a dodici mesi.",
        choices("Agent|Agente", "powder|a polvere", "CO₂|a CO₂|1.9", "foam|a schiuma|1.4"), choices("Content|Contenuto", "2 kg||0.7", "6 kg", "9 kg||1.4"), also="estintori antincendio", stock=40, weight=0.3,
    ),
    family(
        "safety-sign", "55121704", "sign", "safety", (1.6, 8.5), "safety sign|Cartello di sicurezza", "ms",
        "Symbol as in ISO 7010, readable from 15 m.|Simbolo secondo ISO 7010, leggibile da 15 m.",
        choices("Meaning|Significato", "emergency exit|uscita di emergenza", "no smoking|vietato fumare", "first aid|primo soccorso", "high voltage|pericolo elettrico", "wear helmet|obbligo casco", "fire extinguisher|estintore", "wet floor|pavimento bagnato"), choices("Size|Dimensioni", "100 × 100 mm||0.5", "200 × 200 mm", "300 × 300 mm||1.8"), choices("Material|Materiale", "adhesive|adesivo|0.7", "plastic|plastica", "aluminium|alluminio|1.7"), also="segnale cartelli", stock=200, weight=0.7,
    ),
    family(
        "first-aid-kit", "42172001", "firstaid", "safety", (16.0, 74.0), "first aid kit|Cassetta di pronto soccorso", "fs",
        "Content as the Italian decree 388/2003 asks; list inside the lid.|Contenuto secondo il D.M. 388/2003; elenco nel coperchio.",
        choices("Annex|Allegato", "annex 1, 3 people and more|allegato 1, da 3 persone|1.5", "annex 2, up to 2 people|allegato 2, fino a 2 persone"), choices("Case|Custodia", "bag|borsa|0.8", "plastic case|valigetta in plastica", "metal cabinet|armadietto in metallo|1.9"), choices("Content|Contenuto", "complete|completa", "refill|reintegro|0.7"), also="medicazione pronto soccorso", stock=50, weight=0.3,
    ),
    family(
        "floor-cleaner", "47131801", "bottle", "cleaning", (1.7, 4.6), "floor cleaner|Detergente per pavimenti", "ms",
        "Dries without streaks, no rinsing.|Asciuga senza aloni, non si risciacqua.",
        choices("Scent|Profumo", "neutral|neutro", "lemon|limone", "pine|pino", "flowers|fiori"), choices("Strength|Concentrazione", "ready to use|pronto all'uso", "concentrate|concentrato|1.8", "degreasing|sgrassante|1.3"), sold=CLEANERS, also="lavapavimenti detersivo", stock=250,
    ),
    family(
        "all-purpose-cleaner", "47131805", "spray", "cleaning", (2.0, 5.2), "all-purpose cleaner|Detergente multiuso", "ms",
        "For desks, screens' frames and doors.|Per scrivanie, bordi degli schermi e porte.",
        choices("Scent|Profumo", "neutral|neutro", "lemon|limone", "lavender|lavanda"), choices("Label|Marchio", "standard", "Ecolabel||1.2"), sold=CLEANERS, also="sgrassatore spray", stock=300, weight=0.8,
    ),
    family(
        "disinfectant", "47131803", "spray", "cleaning", (3.1, 8.4), "surface disinfectant|Disinfettante per superfici", "ms",
        "Acts in one minute on bacteria and viruses, EN 14476.|Agisce in un minuto su batteri e virus, EN 14476.",
        choices("Base|Base", "alcohol|alcolico", "chlorine|a base di cloro|0.8", "quaternary|sali quaternari|1.1"), choices("Scent|Profumo", "no scent|senza profumo", "eucalyptus|eucalipto|1.05"), sold=CLEANERS, also="igienizzante sanificante", stock=250, weight=0.8,
    ),
    family(
        "glass-cleaner", "47131824", "spray", "cleaning", (1.8, 4.4), "glass cleaner|Detergente per vetri", "ms",
        "Takes off fingerprints, leaves no marks.|Toglie le impronte, non lascia segni.",
        choices("Base|Base", "alcohol|con alcol", "vinegar|con aceto|1.05"), sold=CLEANERS, also="vetri specchi lavavetri", stock=250, weight=0.5, series=3,
    ),
    family(
        "toilet-cleaner", "47131829", "bottle", "cleaning", (1.5, 3.9), "toilet cleaner|Detergente per WC", "ms",
        "Gel that clings and takes off limescale.|Gel che aderisce e toglie il calcare.",
        choices("Scent|Profumo", "ocean|oceano", "pine|pino", "lemon|limone"), choices("Kind|Tipo", "daily|quotidiano", "descaling|disincrostante|1.3"), sold=CLEANERS, also="wc bagno sanitari anticalcare", stock=250, weight=0.6,
    ),
    family(
        "dish-soap", "47131810", "bottle", "cleaning", (1.4, 3.6), "dishwashing liquid|Detersivo per piatti", "ms",
        "Cuts grease, kind to hands.|Sgrassa, delicato sulle mani.",
        choices("Scent|Profumo", "lemon|limone", "apple|mela", "no scent|senza profumo"), choices("Strength|Concentrazione", "standard", "concentrate|concentrato|1.5"), sold=CLEANERS, also="piatti stoviglie", stock=250, weight=0.5,
    ),
    family(
        "hand-soap", "53131608", "pump", "cleaning", (2.2, 6.0), "hand soap|Sapone per mani", "ms",
        "pH 5.5, does not dry the skin.|pH 5,5, non secca la pelle.",
        choices("Kind|Tipo", "liquid|liquido", "foam|in schiuma|1.3", "abrasive paste|in pasta abrasiva|1.5"), choices("Scent|Profumo", "neutral|neutro", "almond|mandorla", "aloe"), sold="litre 0.3; litre 0.5; litre 1; litre 5", also="sapone liquido", stock=300, weight=0.7,
    ),
    family(
        "hand-sanitiser", "53131626", "pump", "cleaning", (4.4, 9.5), "hand sanitiser|Gel igienizzante mani", "ms",
        "70 % alcohol, with glycerine, no rinsing.|Alcol 70 %, con glicerina, senza risciacquo.",
        choices("Kind|Tipo", "gel", "liquid|liquido|0.95", "foam|schiuma|1.15"), sold="litre 0.1; litre 0.5; litre 1; litre 5", also="sanitizer disinfettante mani", stock=300, weight=0.4, series=3,
    ),
    family(
        "paper-towels", "14111703", "roll", "cleaning", (0.9, 2.6), "paper hand towels|Asciugamani di carta", "mp",
        "Strong when wet, from certified pulp.|Resistenti da bagnati, da cellulosa certificata.",
        choices("Fold|Piega", "V-fold|piegati a V", "Z-fold|piegati a Z|1.05", "roll|in rotolo|1.2"), choices("Plies|Veli", "1 ply|1 velo|0.7", "2 plies|2 veli", "3 plies|3 veli|1.3"), choices("Pulp|Cellulosa", "pure|pura", "recycled|riciclata|0.85"), sold="pack 6; case 15; case 20", also="salviette rotoli carta mani", stock=400, weight=0.7,
    ),
    family(
        "toilet-paper", "14111704", "roll", "cleaning", (0.28, 0.95), "toilet paper|Carta igienica", "fs",
        "Soft, dissolves quickly.|Morbida, si scioglie in fretta.",
        choices("Roll|Rotolo", "standard", "jumbo||4.2", "mini jumbo||2.8"), choices("Plies|Veli", "2 plies|2 veli", "3 plies|3 veli|1.3", "4 plies|4 veli|1.6"), choices("Pulp|Cellulosa", "pure|pura", "recycled|riciclata|0.85"), sold="pack 6; pack 12; case 96", also="rotoli wc tissue", stock=500, weight=0.7,
    ),
    family(
        "bin-liners", "47121701", "bag", "cleaning", (0.04, 0.13), "bin liners|Sacchi per rifiuti", "mp",
        "Welded star-shaped base that does not leak.|Fondo stellare saldato che non perde.",
        choices("Volume|Volume", "30 l||0.5", "60 l", "110 l||1.9", "120 l||2.1"), colours("black", "blue", "yellow", "green", "grey", "clear"), choices("Thickness|Spessore", "20 µm||0.8", "35 µm", "60 µm||1.6"), sold="pack 20; pack 50; case 500", also="garbage trash bags immondizia spazzatura", stock=500, weight=0.9,
    ),
    family(
        "bin", "47121702", "bin", "cleaning", (6.0, 44.0), "waste bin|Cestino", "ms",
        "Easy to wash, with a place for the label.|Facile da lavare, con spazio per l'etichetta.",
        choices("Volume|Volume", "12 l||0.6", "25 l", "50 l||1.8", "100 l||3"), choices("Opening|Apertura", "open|aperto", "swing lid|basculante|1.3", "pedal|a pedale|1.7"), colours("grey", "blue", "yellow", "green", "black"), also="pattumiera cestini rifiuti trash", stock=110, weight=0.7,
    ),
    family(
        "bucket", "47121804", "bucket", "cleaning", (3.2, 32.0), "bucket|Secchio", "ms",
        "Scale inside, handle that stays up.|Scala graduata, manico che resta alzato.",
        choices("Volume|Volume", "10 l||0.7", "15 l", "25 l||1.7"), colours("blue", "red", "green", "yellow"), choices("Wringer|Strizzatore", "without wringer|senza strizzatore", "with wringer|con strizzatore|1.6", "wringer and wheels|con strizzatore e ruote|3"), also="secchi", stock=130, weight=0.5,
    ),
    family(
        "broom", "47131604", "broom", "cleaning", (4.2, 21.0), "broom|Scopa", "fs",
        "Split bristles gather fine dust.|Setole piumate che raccolgono la polvere fine.",
        choices("Width|Larghezza", "30 cm", "40 cm||1.25", "60 cm||1.7"), choices("Use|Impiego", "indoor|per interni", "outdoor|per esterni|1.15"), choices("Handle|Manico", "without handle|senza manico|0.7", "wood handle|con manico in legno", "telescopic|con manico telescopico|1.5"), also="scope spazzola", stock=100, weight=0.4,
    ),
    family(
        "mop", "47131618", "mop", "cleaning", (4.0, 19.0), "mop|Mop", "ms",
        "Washable three hundred times.|Lavabile trecento volte.",
        choices("Material|Materiale", "cotton|cotone", "microfibre|microfibra|1.3", "viscose|viscosa|1.1"), choices("Form|Forma", "string|a frange", "flat 40 cm|piatto 40 cm|1.2", "flat 60 cm|piatto 60 cm|1.5"), colours("white", "blue", "red", "green"), sold="each; pack 5", also="mocio lavapavimenti", stock=150, weight=0.5,
    ),
    family(
        "cloth", "47131502", "cloth", "cleaning", (0.5, 2.4), "cleaning cloth|Panno", "ms",
        "One colour per room keeps hygiene simple.|Un colore per ambiente: igiene più semplice.",
        choices("Material|Materiale", "microfibre|in microfibra", "cellulose|in cellulosa|0.7", "cotton|in cotone|0.9"), colours("blue", "red", "green", "yellow"), choices("Size|Dimensioni", "30 × 30 cm||0.7", "40 × 40 cm", "50 × 70 cm||1.7"), sold="pack 5; pack 10; pack 50", also="panni straccio wipes", stock=400, weight=0.7,
    ),
    family(
        "sponge", "47131603", "sponge", "cleaning", (0.3, 1.2), "sponge|Spugna", "fs",
        "Keeps its shape, scours without scratching.|Mantiene la forma, pulisce senza graffiare.",
        choices("Side|Lato", "abrasive|abrasiva", "non-scratch|antigraffio|1.15", "plain|liscia|0.8"), colours("yellow", "green", "blue", "red"), sold="pack 5; pack 10; pack 40", also="spugne scourer", stock=500, weight=0.4,
    ),
    family(
        "towel-dispenser", "47131701", "dispenser", "cleaning", (14.0, 68.0), "towel dispenser|Dispenser per asciugamani", "ms",
        "Window shows when to refill; lock and key.|Finestrella che mostra il livello; con serratura.",
        choices("For|Per", "folded towels|asciugamani piegati", "rolls|rotoli|1.3"), colours("white", "black", "silver"), choices("Operation|Azionamento", "manual|manuale", "sensor|a sensore|2.4"), also="distributore", stock=60, weight=0.3,
    ),
    family(
        "vacuum", "47121602", "vacuum", "cleaning", (72.0, 340.0), "vacuum cleaner|Aspirapolvere", "ms",
        "Quiet enough for working hours; HEPA filter.|Abbastanza silenzioso per l'orario d'ufficio; filtro HEPA.",
        choices("Kind|Tipo", "dry|solo polvere", "wet and dry|solidi e liquidi|1.2", "backpack|a zaino|1.7"), choices("Tank|Serbatoio", "10 l||0.8", "20 l", "30 l||1.3"), choices("Power|Alimentazione", "mains|a rete", "battery|a batteria|1.7"), also="aspiratore bidone", stock=20, weight=0.4,
    ),
    family(
        "coffee", "50201706", "coffee", "canteen", (11.5, 24.0), "coffee|Caffè", "ms",
        "Roasted slowly in small batches.|Tostato lentamente in piccoli lotti.",
        choices("Form|Forma", "beans|in grani", "ground|macinato|1.02", "decaf ground|macinato decaffeinato|1.12"), choices("Blend|Miscela", "classic|classica|0.9", "rich|intensa", "100 % arabica||1.25"), sold="kg 0.25; kg 0.5; kg 1; kg 3", also="espresso coffee caffe", stock=250, weight=0.5,
    ),
    family(
        "water", "50202301", "water", "canteen", (0.22, 0.6), "mineral water|Acqua minerale", "fs",
        "From a spring in the mountains; bottle with recycled plastic.|Da sorgente di montagna; bottiglia con plastica riciclata.",
        choices("Kind|Tipo", "still|naturale", "sparkling|frizzante", "lightly sparkling|leggermente frizzante"), choices("Bottle|Bottiglia", "0.5 l", "1 l||1.5", "1.5 l||1.8"), sold="pack 6; case 12; case 24", also="acqua bottiglie", stock=500, weight=0.4,
    ),
    family(
        "cups", "52151504", "cup", "canteen", (0.03, 0.1), "paper cups|Bicchieri di carta", "mp",
        "Compostable, lids sold apart.|Compostabili, coperchi a parte.",
        choices("Volume|Volume", "75 ml||0.6", "120 ml||0.8", "200 ml", "300 ml||1.4"), choices("Wall|Parete", "single wall|parete singola", "double wall|doppia parete|1.8"), choices("Colour|Colore", "white|bianchi", "kraft|avana|1.05"), sold="pack 50; pack 100; case 1000", also="cup bicchieri caffe", stock=500, weight=0.5,
    ),
    family(
        "cardboard-box", "24121503", "box", "packaging", (0.35, 1.1), "cardboard box|Scatola di cartone", "fs",
        "Flat on arrival, folds up in seconds.|Arriva piatta, si monta in pochi secondi.",
        choices("Size|Dimensioni", "20 × 15 × 10 cm||0.5", "30 × 20 × 15 cm", "40 × 30 × 20 cm||1.7", "40 × 40 × 40 cm||2.6", "60 × 40 × 40 cm||3.4", "80 × 60 × 60 cm||6"), choices("Wall|Onda", "single wall|onda singola", "double wall|doppia onda|1.6"), choices("Closing|Chiusura", "tape|con nastro", "self-sealing|autosigillante|1.5"), sold="pack 10; pack 20; pack 50", also="carton scatole imballo", stock=500,
    ),
    family(
        "packing-tape", "31201517", "tape", "packaging", (0.85, 3.1), "packing tape|Nastro da imballo", "ms",
        "Holds on recycled board, quiet to unwind.|Tiene anche sul cartone riciclato, silenzioso.",
        choices("Size|Misura", "50 mm × 66 m", "50 mm × 132 m||1.8", "75 mm × 66 m||1.5"), choices("Material|Materiale", "PP", "PVC||1.3", "paper|carta|1.5"), choices("Colour|Colore", "brown|avana", "clear|trasparente", "fragile|con scritta FRAGILE|1.2"), sold="each; pack 6; case 36", also="scotch nastri adesivo", stock=600, weight=0.8,
    ),
    family(
        "masking-tape", "31201503", "tape", "packaging", (1.1, 4.2), "masking tape|Nastro per mascheratura", "ms",
        "Comes off without residue after days.|Si toglie senza residui anche dopo giorni.",
        choices("Width|Larghezza", "19 mm||0.5", "25 mm||0.7", "38 mm", "50 mm||1.3"), choices("Use|Impiego", "indoor|per interni", "outdoor|per esterni|1.4", "delicate surfaces|superfici delicate|1.5"), sold="each; pack 6; case 24", also="nastro carta pittore", stock=400, weight=0.5,
    ),
    family(
        "stretch-film", "24141501", "roll", "packaging", (4.6, 11.0), "stretch film|Film estensibile", "ms",
        "Clings to itself, tears across by hand.|Aderisce su sé stesso, si strappa a mano.",
        choices("Thickness|Spessore", "17 µm||0.85", "20 µm", "23 µm||1.15"), choices("Width|Larghezza", "10 cm||0.35", "50 cm"), colours("clear", "black", "blue"), sold="each; case 6", also="pellicola pallet wrap", stock=300, weight=0.5,
    ),
    family(
        "plastic-bags", "24111503", "bag", "packaging", (0.02, 0.07), "grip-seal bags|Sacchetti con chiusura a pressione", "mp",
        "Close tight, with a field to write on.|Chiusura ermetica, con spazio per scrivere.",
        choices("Size|Dimensioni", "60 × 80 mm||0.4", "100 × 150 mm", "150 × 220 mm||1.8", "230 × 320 mm||3.4"), choices("Thickness|Spessore", "50 µm", "90 µm||1.6"), sold="pack 100; pack 500; case 1000", also="zip bags buste", stock=500, weight=0.5,
    ),
    family(
        "office-chair", "56112102", "chair", "furniture", (89.0, 420.0), "office chair|Sedia da ufficio", "fs",
        "Moves with you; lumbar support, EN 1335.|Segue i movimenti; sostegno lombare, EN 1335.",
        choices("Back|Schienale", "mesh|in rete", "fabric|in tessuto|1.05", "leather|in pelle|1.6"), choices("Arms|Braccioli", "without arms|senza braccioli|0.9", "fixed arms|braccioli fissi", "4D arms|braccioli 4D|1.35"), colours("black", "grey", "blue", "red", "green"), choices("Base|Base", "nylon base|base in nylon", "aluminium base|base in alluminio|1.15"), also="sedie poltrona task chair seating", stock=25, weight=1.0, facts=("Guarantee: 5 years|Garanzia: 5 anni",),
    ),
    family(
        "desk", "56101703", "desk", "furniture", (119.0, 290.0), "desk|Scrivania", "fs",
        "Top 25 mm thick, cable tray below.|Piano da 25 mm, canalina per i cavi.",
        choices("Width|Larghezza", "120 cm||0.85", "140 cm||0.95", "160 cm", "180 cm||1.15"), choices("Frame|Struttura", "fixed|fissa", "height-adjustable|regolabile in altezza|1.5", "electric|elettrica|2.1"), choices("Top|Piano", "white|bianco", "oak|rovere|1.05", "walnut|noce|1.08", "grey|grigio"), also="tavolo scrivanie sit-stand", stock=15, weight=0.8, facts=("Depth: 80 cm|Profondità: 80 cm",),
    ),
    family(
        "filing-cabinet", "56101702", "cabinet", "furniture", (82.0, 230.0), "filing cabinet|Classificatore", "ms",
        "Only one drawer opens at a time; central lock.|Apertura di un cassetto alla volta; chiusura centralizzata.",
        choices("Drawers|Cassetti", "2 drawers|2 cassetti|0.75", "3 drawers|3 cassetti", "4 drawers|4 cassetti|1.3"), choices("Kind|Tipo", "fixed|fisso", "mobile|su ruote|1.1"), choices("Colour|Colore", "white|bianco", "grey|grigio", "black|nero"), also="schedario cassettiera", stock=20, weight=0.5,
    ),
    family(
        "locker", "56101520", "cabinet", "furniture", (95.0, 210.0), "locker|Armadietto", "ms",
        "Steel 0.7 mm, ventilated, with name plate.|Acciaio 0,7 mm, aerato, con portaetichetta.",
        choices("Doors|Ante", "1 door|1 anta|0.7", "2 doors|2 ante", "3 doors|3 ante|1.4", "6 doors|6 ante|1.9"), choices("Lock|Chiusura", "padlock hasp|predisposto per lucchetto", "cylinder|a cilindro|1.1", "combination|a combinazione|1.3"), choices("Doors' colour|Colore ante", "grey|grigio", "blue|blu"), also="armadietti spogliatoio", stock=15, weight=0.4,
    ),
)
