"""Computers, peripherals, networks and what shows pictures."""

# A table is read row by row.
# ruff: noqa: E501
# fmt: off

from fondaco.selling.catalog.generator.words import choices, colours, family

LAYOUT = choices("Layout|Disposizione", "Italian|italiana", "US international|US internazionale", "German|tedesca")
MEMORY = choices("Memory|Memoria", "8 GB|8 GB|0.8", "16 GB", "32 GB||1.25", "64 GB||1.7")
DISK = choices("Storage|Archiviazione", "256 GB SSD||0.9", "512 GB SSD", "1 TB SSD||1.15", "2 TB SSD||1.4")
CABLE = choices("Length|Lunghezza", "0.5 m||0.7", "1 m||0.85", "2 m", "3 m||1.2", "5 m||1.6", "10 m||2.5")

FAMILIES = (
    family(
        "notebook-computer", "43211503", "laptop", "it", (520.0, 1380.0), "notebook computer|Computer portatile", "ms",
        "Business model: metal body, keyboard against splashes, three years of parts.|Modello professionale: scocca in metallo, tastiera antispruzzo, ricambi per tre anni.",
        choices("Screen|Schermo", "13.3 inch|13,3 pollici|1.1", "14 inch|14 pollici", "15.6 inch|15,6 pollici|0.95", "16 inch|16 pollici|1.2"), MEMORY, DISK,
        also="laptop notebook pc", stock=25, tiers=False, facts=("Ports: 2 USB-C, 2 USB-A, HDMI|Porte: 2 USB-C, 2 USB-A, HDMI", "Guarantee: 36 months|Garanzia: 36 mesi"),
    ),
    family(
        "desktop-computer", "43211507", "desktop", "it", (430.0, 1150.0), "desktop computer|Computer desktop", "ms",
        "Quiet, opens without tools, fits behind a monitor.|Silenzioso, si apre senza attrezzi, sta dietro un monitor.",
        choices("Case|Formato", "mini||0.95", "small form factor|compatto", "tower||1.1"), MEMORY, DISK,
        also="pc computer fisso", stock=25, tiers=False, weight=0.7, facts=("Guarantee: 36 months|Garanzia: 36 mesi",),
    ),
    family(
        "monitor", "43211902", "monitor", "it", (105.0, 330.0), "monitor|Monitor", "ms",
        "Flicker-free panel, turns, tilts and rises.|Pannello senza sfarfallio, regolabile in altezza, inclinazione e rotazione.",
        choices("Diagonal|Diagonale", "22 inch|22 pollici|0.8", "24 inch|24 pollici", "27 inch|27 pollici|1.4", "32 inch|32 pollici|1.9", "34 inch curved|34 pollici curvo|2.3"),
        choices("Resolution|Risoluzione", "Full HD", "QHD||1.3", "4K||1.7"), choices("Input|Ingresso", "HDMI and DisplayPort|HDMI e DisplayPort", "USB-C 90 W||1.3"),
        also="screen display schermo", stock=60,
    ),
    family(
        "docking-station", "43211602", "hub", "it", (69.0, 210.0), "docking station|Docking station", "fs",
        "One cable for screens, network, keyboard and power.|Un solo cavo per schermi, rete, tastiera e alimentazione.",
        choices("Screens|Schermi", "1 screen|1 schermo|0.8", "2 screens|2 schermi", "3 screens|3 schermi|1.4"), choices("Charging|Ricarica", "65 W||0.9", "90 W", "130 W||1.3"),
        choices("Connection|Collegamento", "USB-C", "Thunderbolt 4||1.7"), also="dock replicatore di porte", stock=40, weight=0.6,
    ),
    family(
        "keyboard", "43211706", "keyboard", "it", (11.0, 89.0), "keyboard|Tastiera", "fs",
        "Quiet keys, legends that do not wear off.|Tasti silenziosi, scritte che non si cancellano.",
        LAYOUT, choices("Connection|Collegamento", "USB wired|con cavo USB|0.7", "wireless 2.4 GHz|senza fili 2,4 GHz", "Bluetooth||1.2"), colours("black", "white", "grey"),
        choices("Size|Formato", "full size|completa", "compact|compatta|0.95"), also="tastiere", stock=120,
    ),
    family(
        "mouse", "43211708", "mouse", "it", (6.0, 64.0), "mouse|Mouse", "ms",
        "Tracks on most surfaces; the buttons are rated for five million clicks.|Funziona su quasi tutte le superfici; tasti garantiti per cinque milioni di clic.",
        choices("Connection|Collegamento", "USB wired|con cavo USB|0.6", "wireless 2.4 GHz|senza fili 2,4 GHz", "Bluetooth||1.25"), choices("Shape|Forma", "standard", "vertical|verticale|1.4", "compact|compatto|0.95"), colours("black", "grey", "white", "blue"),
        also="topo puntatore", stock=200,
    ),
    family(
        "headset", "43191609", "headset", "it", (18.0, 165.0), "headset|Cuffie con microfono", "fp",
        "Microphone that leaves the office noise out; for calls all day.|Microfono che esclude il rumore dell'ufficio; per chiamate tutto il giorno.",
        choices("Ears|Auricolari", "mono||0.85", "stereo"), choices("Connection|Collegamento", "USB-A||0.7", "USB-C||0.75", "Bluetooth||1.3", "DECT||1.7"), colours("black", "grey"), choices("Noise cancelling|Cancellazione del rumore", "passive|passiva", "active|attiva|1.6"),
        also="auricolari headphones", stock=80,
    ),
    family(
        "webcam", "45121520", "camera", "it", (24.0, 140.0), "webcam|Webcam", "fs",
        "Sees well in poor light; a shutter for privacy.|Vede bene anche con poca luce; otturatore per la privacy.",
        choices("Resolution|Risoluzione", "Full HD", "QHD||1.4", "4K||2"), choices("Focus|Messa a fuoco", "fixed focus|fuoco fisso|0.85", "autofocus"), choices("Mount|Montaggio", "clip", "clip and tripod|clip e treppiede|1.15"), also="telecamera", stock=70, weight=0.5,
    ),
    family(
        "usb-hub", "43211609", "hub", "it", (9.0, 44.0), "USB hub|Hub USB", "ms",
        "Every port at full speed, cable that folds away.|Ogni porta a piena velocità, cavo richiudibile.",
        choices("Ports|Porte", "3 ports|3 porte|0.8", "4 ports|4 porte", "7 ports|7 porte|1.6", "10 ports|10 porte|2.2"), choices("Connection|Collegamento", "USB-A 3.2", "USB-C 3.2||1.1"), colours("black", "silver"), also="moltiplicatore", stock=90, weight=0.5,
    ),
    family(
        "usb-stick", "43202010", "stick", "it", (5.0, 11.0), "USB stick|Chiavetta USB", "fs",
        "Metal housing, loop for the key ring.|Corpo in metallo, anello per portachiavi.",
        choices("Capacity|Capacità", "32 GB||0.7", "64 GB", "128 GB||1.6", "256 GB||2.8", "512 GB||5"), choices("Connector|Connettore", "USB-A", "USB-C||1.1", "USB-A + USB-C||1.3"), choices("Protection|Protezione", "plain|semplice", "encrypted|cifrata|4.5"), sold="each; pack 5; pack 10",
        also="pen drive memory flash pendrive", stock=300,
    ),
    family(
        "ssd", "43201830", "disk", "it", (44.0, 82.0), "solid state drive|Disco SSD", "ms",
        "For notebooks and desktops; five years of guarantee.|Per portatili e desktop; garanzia di cinque anni.",
        choices("Capacity|Capacità", "250 GB||0.7", "500 GB", "1 TB||1.7", "2 TB||3.2", "4 TB||6"), choices("Interface|Interfaccia", "SATA 2.5\"|SATA 2,5\"", "NVMe M.2||1.1", "USB-C external|esterno USB-C|1.25"), also="ssd hard disk stato solido", stock=70,
    ),
    family(
        "hard-disk", "43201803", "disk", "it", (58.0, 96.0), "hard disk|Disco rigido", "ms",
        "For archives and network storage that runs day and night.|Per archivi e NAS accesi giorno e notte.",
        choices("Capacity|Capacità", "1 TB||0.8", "2 TB", "4 TB||1.6", "8 TB||2.7", "16 TB||4.6"), choices("Format|Formato", "3.5\"|3,5\"", "2.5\" external|2,5\" esterno|1.05"), also="hdd hard drive nas", stock=50, weight=0.6,
    ),
    family(
        "computer-cable", "43202222", "cable", "it", (3.2, 11.0), "cable|Cavo", "ms",
        "Shielded, with moulded plugs.|Schermato, con connettori stampati.",
        choices("Connectors|Connettori", "HDMI–HDMI", "DisplayPort–DisplayPort||1.2", "USB-C–USB-C||1.3", "USB-A–USB-C||0.9", "USB-A–USB-B||0.8", "VGA–VGA||0.9"), CABLE, colours("black", "white", "grey"), sold="each; pack 10", also="cavi lead cavetto", stock=350, weight=1.3,
    ),
    family(
        "network-cable", "26121609", "cable", "it", (2.1, 5.4), "network cable|Cavo di rete", "ms",
        "Copper wires, halogen-free jacket, latch protection.|Conduttori in rame, guaina senza alogeni, linguetta protetta.",
        choices("Category|Categoria", "Cat. 5e||0.8", "Cat. 6", "Cat. 6A||1.4", "Cat. 8||2.4"), CABLE, colours("grey", "blue", "red", "green", "yellow", "black"), sold="each; pack 10", also="ethernet patch lan rj45", stock=500, weight=1.3,
    ),
    family(
        "network-switch", "43222612", "switch", "it", (38.0, 120.0), "network switch|Switch di rete", "ms",
        "Fanless where it stands on a desk; metal housing, wall or rack.|Senza ventole dove sta in ufficio; corpo in metallo, a muro o rack.",
        choices("Ports|Porte", "5 ports|5 porte|0.5", "8 ports|8 porte", "16 ports|16 porte|1.8", "24 ports|24 porte|2.7", "48 ports|48 porte|4.8"), choices("Speed|Velocità", "1 Gbit/s", "2.5 Gbit/s||2.1"), choices("Management|Gestione", "unmanaged|non gestito", "managed|gestito|1.5"), choices("Power over Ethernet|Alimentazione PoE", "no PoE|senza PoE", "PoE+||1.7"), also="lan ethernet gigabit", stock=40,
    ),
    family(
        "router", "43222609", "router", "it", (62.0, 240.0), "router|Router", "ms",
        "Firewall, VPN and two lines for when one fails.|Firewall, VPN e due linee per quando una si ferma.",
        choices("Wireless|Wi-Fi", "no Wi-Fi|senza Wi-Fi|0.8", "Wi-Fi 6", "Wi-Fi 7||1.7"), choices("Line|Linea", "Ethernet", "VDSL||1.15", "5G||2.2"), choices("Ports|Porte", "4 ports|4 porte", "8 ports|8 porte|1.3"), also="modem wifi wireless", stock=30, weight=0.5,
    ),
    family(
        "laser-printer", "43212105", "printer", "it", (129.0, 520.0), "laser printer|Stampante laser", "fs",
        "Prints both sides by itself; wakes within seconds.|Stampa fronte e retro da sola; si risveglia in pochi secondi.",
        choices("Colour|Colore", "monochrome|monocromatica", "colour|a colori|1.6"), choices("Speed|Velocità", "22 pages/min|22 pagine/min|0.7", "33 pages/min|33 pagine/min", "50 pages/min|50 pagine/min|1.9"), choices("Functions|Funzioni", "printer|solo stampa", "multifunction|multifunzione|1.35"), choices("Network|Rete", "USB||0.9", "LAN", "LAN, Wi-Fi|LAN e Wi-Fi|1.1"), also="stampanti multifunction copier", stock=25, weight=0.8,
    ),
    family(
        "projector", "45111609", "projector", "it", (320.0, 990.0), "projector|Proiettore", "ms",
        "Bright enough with the lights on; corrects a slanted picture by itself.|Luminoso anche a luci accese; corregge da solo l'immagine inclinata.",
        choices("Brightness|Luminosità", "3,000 lumen|3.000 lumen|0.8", "4,000 lumen|4.000 lumen", "5,000 lumen|5.000 lumen|1.4"), choices("Resolution|Risoluzione", "WXGA||0.8", "Full HD", "4K||1.9"), choices("Light|Sorgente", "lamp|lampada", "laser||1.4"), also="beamer videoproiettore", stock=12, weight=0.4, tiers=False,
    ),
    family(
        "ups", "39121011", "ups", "electrical", (69.0, 180.0), "uninterruptible power supply|Gruppo di continuità", "ms",
        "Keeps a workplace up long enough to save and shut down.|Tiene accesa una postazione il tempo di salvare e spegnere.",
        choices("Power|Potenza", "600 VA||0.7", "1000 VA", "1500 VA||1.6", "3000 VA||3.5"), choices("Outlets|Uscite", "4 outlets|4 uscite", "8 outlets|8 uscite|1.15"), choices("Form|Formato", "tower", "rack 19\"||1.4"), also="ups battery backup continuita", stock=20, weight=0.5,
    ),
)
