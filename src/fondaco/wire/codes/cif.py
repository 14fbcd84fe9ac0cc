"""What is remarked on, and refused, in CIF."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    "cif.version": Remark(
        _W,
        "CIF_I_V3.0",
        "It was read as that version.",
        "CIF_I_V3.0",
        "È stato letto come quella versione.",
    ),
    "cif.charset": Remark(
        _W,
        "the characters that CHARSET names",
        "Name the encoding that the file is really in; it was read as Windows-1252.",
        "i caratteri indicati da CHARSET",
        "Indicare la codifica reale del file; è stato letto come Windows-1252.",
    ),
    "cif.header": Remark(
        _W,
        "a keyword, a colon and its value",
        "Mend the line; it was passed over.",
        "una parola chiave, i due punti e il suo valore",
        "Correggere la riga; è stata ignorata.",
    ),
    "cif.load_mode": Remark(
        _W,
        "LOADMODE F (full) or I (incremental)",
        "Say which; it was read as incremental, so nothing is withdrawn.",
        "LOADMODE F (completo) o I (incrementale)",
        "Indicarlo; è stato letto come incrementale, quindi nulla è ritirato.",
    ),
    "cif.field.missing": Remark(
        _E,
        "a field that every item needs",
        "Add it to FIELDNAMES and to each item.",
        "un campo necessario a ogni articolo",
        "Aggiungerlo a FIELDNAMES e a ogni articolo.",
    ),
    "cif.value.missing": Remark(
        _E,
        "a value",
        "Fill in the field: a receiver may refuse the item.",
        "un valore",
        "Compilare il campo: il destinatario potrebbe rifiutare l'articolo.",
    ),
    "cif.row": Remark(
        _E,
        "as many fields as FIELDNAMES names",
        "Quote fields that hold commas; fields beyond were kept by number.",
        "tanti campi quanti ne indica FIELDNAMES",
        "Racchiudere tra virgolette i campi con virgole; quelli in più sono conservati con il loro numero.",
    ),
    "cif.count": Remark(
        _W,
        "as many items as ITEMCOUNT says",
        "Check that the file is whole.",
        "tanti articoli quanti ne indica ITEMCOUNT",
        "Verificare che il file sia completo.",
    ),
    "cif.end.missing": Remark(
        _E,
        "ENDOFDATA",
        "Check that the file is whole: it may have been cut off.",
        "ENDOFDATA",
        "Verificare che il file sia completo: potrebbe essere stato troncato.",
    ),
    "cif.delete": Remark(
        _W,
        "Delete in an incremental file alone",
        "The item was read as offered; leave it out of a full file.",
        "Delete solo in un file incrementale",
        "L'articolo è stato letto come offerto; ometterlo da un file completo.",
    ),
}

REFUSALS: dict[str, Refused] = {
    "cif.none": Refused(
        400, "This is not CIF: it does not start with CIF_I_V.", "Questo non è CIF: non inizia con CIF_I_V."
    ),
    "cif.no_data": Refused(
        400, "The CIF file has no line DATA below its header.", "Il file CIF non ha una riga DATA sotto l'intestazione."
    ),
    "cif.not_csv": Refused(
        400,
        "Item {place} of the CIF file is not comma-separated values: {words}.",
        "L'articolo {place} del file CIF non è in valori separati da virgole: {words}.",
    ),
}
