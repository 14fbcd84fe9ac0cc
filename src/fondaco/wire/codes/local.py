"""What cannot be written or used here: our own faults, in words for the person who asked."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Cannot, Remark

CODES: dict[str, Remark] = {
    "file.unreadable": Remark(
        _E,
        "a file that can be read",
        "Check the file's name and permissions.",
        "un file leggibile",
        "Controllare il nome del file e i permessi.",
    ),
    "message.refused": Remark(
        _E,
        "a message of a protocol that is read here",
        "Send a message that can be read.",
        "un messaggio di un protocollo che qui si sa leggere",
        "Inviare un messaggio che si possa leggere.",
    ),
    "profile.limit": Remark(
        _W,
        "a text no longer than the receiver takes",
        "Shorten it: it is sent whole, and the receiver may refuse or cut it.",
        "un testo non più lungo di quanto il destinatario accetta",
        "Accorciarlo: è inviato per intero, e il destinatario potrebbe rifiutarlo o troncarlo.",
    ),
    "profile.operation": Remark(
        _W,
        "an operation that this system is known to take",
        "Expect a refusal; ask the partner, or create anew.",
        "un'operazione che questo sistema accetta, per quanto si sa",
        "Aspettarsi un rifiuto; chiedere al partner, o creare da capo.",
    ),
    "profile.address_id": Remark(
        _W,
        "an addressID: this system knows places by it",
        "Give the delivery address its id.",
        "un addressID: questo sistema riconosce i luoghi da quello",
        "Dare all'indirizzo di consegna il suo identificativo.",
    ),
}

# Reasons of LocalError. Values in braces come with the error; ``missing`` is its place.
CANNOT: dict[str, Cannot] = {
    "profile.unknown": Cannot(
        "There is no profile {name}. Known are: {known}.", "Non c'è un profilo {name}. Quelli noti sono: {known}."
    ),
    "profile.folder": Cannot("There is no folder {place} of profiles.", "Non c'è una cartella di profili {place}."),
    "profile.file": Cannot(
        "The profile {place} cannot be read: {words}.", "Il profilo {place} non si può leggere: {words}."
    ),
    "profile.key": Cannot(
        "{place} has a key that no profile has: {key}. Known here are: {known}.",
        "{place} ha una chiave che nessun profilo ha: {key}. Qui sono note: {known}.",
    ),
    "profile.missing": Cannot("{place} lacks the key {key}.", "In {place} manca la chiave {key}."),
    "profile.value": Cannot("{place} must be {expected}.", "Il valore di {place} non va bene: serve {expected}."),
    "write.unknown": Cannot(
        "A {document} cannot be written as {protocol}.",
        "Un documento {document} non si può scrivere come {protocol}.",
    ),
    "convert.unreadable": Cannot(
        "The file is a {protocol} message of a type that is not read: {kind}.",
        "Il file è un messaggio {protocol} di un tipo che non si sa leggere: {kind}.",
    ),
    "convert.target": Cannot(
        "Nothing is written as {to}. Known are: {known}.", "Nulla si scrive come {to}. Noti sono: {known}."
    ),
    "convert.option": Cannot(
        "{option} is written as {example}.",
        "{option} si scrive come {example}.",
    ),
    "convert.needs": Cannot(
        "{to} needs what the source does not say: {what}. Give it with {option}.",
        "{to} richiede ciò che la fonte non dice: {what}. Si indica con {option}.",
    ),
    "oci.setting": Cannot("The setting {name} must be {expected}.", "L'impostazione {name} deve essere {expected}."),
    "oci.hook_url": Cannot(
        "The return address {url} is neither of the web nor SAPEVENT:POST.",
        "L'indirizzo di ritorno {url} non è un indirizzo web né SAPEVENT:POST.",
    ),
    "oci.too_large": Cannot(
        "{place} has more than 11 digits before the point.", "{place} ha più di 11 cifre prima del punto."
    ),
    "oci.too_long": Cannot(
        "{place} takes {limit} characters, and cutting it would mean something else.",
        "{place} accetta {limit} caratteri, e troncarlo ne cambierebbe il significato.",
    ),
    "profile.protocol": Cannot("{title} speaks {protocols}, not {to}.", "{title} parla {protocols}, non {to}."),
}

# What other writers refuse in words of their own, said in Italian by the reason alone.
CANNOT_IT: dict[str, str] = {
    "write.missing": "Per scrivere il messaggio manca {missing}.",
    "write.unknown": "Un documento di questo tipo non si può scrivere in questo protocollo.",
    "write.no_dtd": "Il DTD {missing} non si può leggere.",
    "write.no_schema": "Lo schema {missing} non si può leggere.",
    "write.invalid": "Ciò che è stato scritto non rispetta {missing}.",
    "secret.no_message": "Questo non è un nostro messaggio.",
    "secret.no_sender": "Il messaggio non ha un mittente (Sender) da dimostrare.",
    "secret.illegal": "Il segreto condiviso ha caratteri che XML non può contenere.",
}
