"""Who makes and who sells: every name here is invented."""

# A table is read row by row.
# fmt: off

from fondaco.selling.catalog.generator.words import Brand

BRANDS: dict[str, tuple[Brand, ...]] = {
    "writing": (
        Brand("Scrivenda", "SCV", 0.55),
        Brand("Grafolino", "GRF", 0.25),
        Brand("Inchiora", "INK", 0.8),
        Brand("Pennalta", "PNA", 0.4),
        Brand("Calamondo", "CLM", 0.65),
    ),
    "paper": (
        Brand("Foglianto", "FGL", 0.5),
        Brand("Cartalenga", "CTL", 0.25),
        Brand("Risma Blanda", "RSB", 0.35),
        Brand("Papirosa", "PPR", 0.75),
    ),
    "office": (
        Brand("Archivanda", "ARV", 0.5),
        Brand("Rilegna", "RLG", 0.3),
        Brand("Ordinella", "ORD", 0.6),
        Brand("Scrivenda", "SCV", 0.7),
        Brand("Fermaglia", "FMG", 0.2),
    ),
    "it": (
        Brand("Teclora", "TCL", 0.6),
        Brand("Cavonda", "CVN", 0.3),
        Brand("Schermara", "SCH", 0.75),
        Brand("Bitlaguna", "BTL", 0.5),
        Brand("Nodovia", "NDV", 0.4),
        Brand("Memorana", "MMR", 0.65),
    ),
    "furniture": (
        Brand("Sedunta", "SDN", 0.55),
        Brand("Tavolenga", "TVL", 0.45),
        Brand("Arredonda", "ARD", 0.7),
        Brand("Postura Quieta", "PQT", 0.9),
    ),
    "tools": (
        Brand("Ferrusco", "FRS", 0.6),
        Brand("Maglionda", "MGL", 0.35),
        Brand("Utensara", "UTS", 0.5),
        Brand("Tornavolo", "TRV", 0.8),
        Brand("Bancoforte", "BNF", 0.7),
    ),
    "fasteners": (
        Brand("Bullonida", "BLN", 0.5),
        Brand("Filettra", "FLT", 0.65),
        Brand("Dadovia", "DDV", 0.3),
    ),
    "electrical": (
        Brand("Voltasca", "VLS", 0.55),
        Brand("Lampagna", "LMP", 0.4),
        Brand("Pilandra", "PLD", 0.3),
        Brand("Chiarovia", "CHV", 0.75),
    ),
    "safety": (
        Brand("Scudalta", "SCD", 0.7),
        Brand("Guantessa", "GNT", 0.45),
        Brand("Protegna", "PTG", 0.55),
        Brand("Visorra", "VSR", 0.35),
    ),
    "cleaning": (
        Brand("Brillaria", "BRL", 0.5),
        Brand("Schiumara", "SCM", 0.35),
        Brand("Nettavia", "NTV", 0.25),
        Brand("Verdefonte", "VRF", 0.75),
        Brand("Secchiara", "SCC", 0.4),
    ),
    "packaging": (
        Brand("Imballora", "IMB", 0.45),
        Brand("Nastrovia", "NST", 0.55),
        Brand("Scatolenga", "STL", 0.3),
    ),
    "canteen": (
        Brand("Tazzarella", "TZR", 0.4),
        Brand("Aromagna", "ARM", 0.65),
        Brand("Pausalieta", "PSL", 0.5),
    ),
}

SERIES = [
    "Alba", "Brenta", "Cadore", "Delta", "Egeo", "Faro", "Gamma", "Isonzo", "Kappa", "Lido",
    "Marea", "Nadir", "Onda", "Piave", "Quarzo", "Riva", "Sesta", "Tempo", "Vela", "Zenit",
]

# code, name, town, share of the catalogue it sells, how its prices lie, its usual lead time, groups it knows
SELLERS: tuple[tuple[str, str, str, float, float, int, tuple[str, ...]], ...] = (
    ("fondaco", "Fondaco Store", "Venezia", 0.78, 1.0, 1, ()),
    ("lunaspina", "Forniture Lunaspina S.r.l.", "Treviso", 0.4, 0.985, 2, ("writing", "paper", "office", "canteen")),
    ("altaquercia", "Magazzini Altaquercia S.p.A.", "Bologna", 0.3, 1.02, 1, ()),
    ("selvabruna", "Cartaria Selvabruna S.r.l.", "Lucca", 0.45, 0.96, 3, ("writing", "paper", "office", "packaging")),
    ("pietrachiara", "Ferramenta Pietrachiara S.n.c.", "Lecco", 0.5, 0.97, 2, ("tools", "fasteners", "electrical")),
    ("rivascura", "Tecnobottega Rivascura S.r.l.", "Milano", 0.55, 0.98, 2, ("it", "electrical")),
    ("montefalda", "Sicurlavoro Montefalda S.r.l.", "Brescia", 0.55, 1.01, 3, ("safety",)),
    ("fontelisa", "Igiene Fontelisa S.r.l.", "Parma", 0.55, 0.97, 2, ("cleaning", "canteen")),
    ("pontecurvo", "Arredi Pontecurvo S.r.l.", "Udine", 0.6, 0.98, 12, ("furniture",)),
    ("terracava", "Imballaggi Terracava S.r.l.", "Padova", 0.55, 0.96, 4, ("packaging", "cleaning")),
    ("ventotraverso", "Ingrosso Ventotraverso S.p.A.", "Verona", 0.18, 0.94, 6, ()),
    ("boscorosso", "Utensileria Boscorosso S.n.c.", "Torino", 0.35, 1.0, 2, ("tools", "fasteners", "safety")),
)
