"""The strings people read, and their translations: ``python -m fondaco.web.messages {extract,compile,check}``.

A package that has a ``locale`` folder owns the strings in its own tree; the nearest owner wins. A room without one
gets it when it is extracted. Needs no GNU gettext: Babel reads and writes the catalogues, Django turns templates into
calls that can be searched.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent
LANGUAGES = ("it",)
DOMAIN = "django"

KEYWORDS: dict[str, tuple[str, ...]] = {
    "_": ("one",),
    "gettext": ("one",),
    "gettext_lazy": ("one",),
    "gettext_noop": ("one",),
    "ngettext": ("one", "many"),
    "ngettext_lazy": ("one", "many"),
    "pgettext": ("context", "one"),
    "pgettext_lazy": ("context", "one"),
    "npgettext": ("context", "one", "many"),
    "npgettext_lazy": ("context", "one", "many"),
}

CALL_IN_TEMPLATE = re.compile(r"\b(n?p?gettext|_)\(")
LITERAL = re.compile(r"""\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*(,?)""", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdif]|\{\w*\}")
VOLATILE_HEADERS = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
)


class Said(NamedTuple):
    """One string of the source: what identifies it, and the file it was found in."""

    context: str | None
    one: str
    many: str | None
    place: str

    @property
    def key(self) -> tuple[str | None, str]:
        return (self.context, self.one)

    @property
    def message_id(self) -> str | tuple[str, str]:
        return self.one if self.many is None else (self.one, self.many)


def strings_in_python(source: bytes, place: str) -> Iterator[Said]:
    """Every translatable string of a Python module."""
    keywords = dict.fromkeys(KEYWORDS)
    for _line, function, arguments, _comments in extract_python(
        io.BytesIO(source), keywords, [], {"encoding": "utf-8"}
    ):
        given = arguments if isinstance(arguments, (tuple, list)) else (arguments,)
        said = _said(str(function), [given[i] if i < len(given) else None for i in range(3)], place)
        if said is not None:
            yield said


def strings_in_template(source: str, place: str) -> Iterator[Said]:
    """Every translatable string of a Django template."""
    calls = templatize(source, origin=place)
    for found in CALL_IN_TEMPLATE.finditer(calls):
        literals: list[str | None] = []
        position = found.end()
        while (literal := LITERAL.match(calls, position)) is not None:
            literals.append(ast.literal_eval(literal.group(1)))
            position = literal.end()
            if not literal.group(2):
                break
        said = _said(found.group(1), [*literals, None, None, None][:3], place)
        if said is not None:
            yield said


def _said(function: str, arguments: list[str | None], place: str) -> Said | None:
    named = dict(zip(KEYWORDS[function], arguments, strict=False))
    one = named.get("one")
    if not one:
        return None
    return Said(named.get("context"), one, named.get("many"), place)


def owner_of(path: Path, *, source: Path) -> Path:
    """The package whose ``locale`` folder holds the strings of this file: the nearest, or else the room itself."""
    for folder in path.parents:
        if folder == source:
            break
        if (folder / "locale").is_dir():
            return folder
    relative = path.relative_to(source)
    return source / relative.parts[0] if len(relative.parts) > 1 else source / "web"


def owned_strings(*, source: Path) -> dict[Path, dict[tuple[str | None, str], list[Said]]]:
    """All strings under the source tree, by owner and by identity, in the order of their files."""
    owned: dict[Path, dict[tuple[str | None, str], list[Said]]] = {}
    for path in sorted(source.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt", ".svg"} or "migrations" in path.parts:
            continue
        place = path.relative_to(source.parent).as_posix()
        if path.suffix == ".py":
            found = list(strings_in_python(path.read_bytes(), place))
        elif "templates" in path.parts:
            found = list(strings_in_template(path.read_text("utf-8"), place))
        else:
            continue
        for said in found:
            owned.setdefault(owner_of(path, source=source), {}).setdefault(said.key, []).append(said)
    return owned


def catalogue_path(owner: Path, language: str) -> Path:
    return owner / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _empty_catalogue(language: str) -> Catalog:
    return Catalog(locale=language, domain=DOMAIN, project="Fondaco", version="1", fuzzy=False)


def read_catalogue(path: Path, language: str) -> Catalog:
    if not path.exists():
        return _empty_catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def extract(*, source: Path = SOURCE, only: Iterable[str] = ()) -> list[str]:
    """Bring every catalogue in line with the source, keeping translations; says what it wrote.

    A string that another owner has already translated is filled in from there.
    """
    owned = owned_strings(source=source)
    told = []
    for language in LANGUAGES:
        remembered = _remembered(owned, language)
        for owner, strings in sorted(owned.items()):
            if not _wanted(owner, source, only):
                continue
            path = catalogue_path(owner, language)
            old = read_catalogue(path, language)
            new = _empty_catalogue(language)
            for occurrences in strings.values():
                _add(new, occurrences, old=old, remembered=remembered)
            path.parent.mkdir(parents=True, exist_ok=True)
            text = _po_text(new)
            if not path.exists() or path.read_text("utf-8") != text:
                path.write_text(text, "utf-8")
            missing = sum(1 for message in new if message.id and not _is_translated(message))
            told.append(f"{path.relative_to(source.parent)}: {len(new)} strings, {missing} untranslated")
    return told


def _remembered(owned: Iterable[Path], language: str) -> dict[tuple[str | None, object], object]:
    remembered: dict[tuple[str | None, object], object] = {}
    for owner in owned:
        for message in read_catalogue(catalogue_path(owner, language), language):
            if message.id and _is_translated(message):
                remembered.setdefault((message.context, message.id), message.string)
    return remembered


def _add(
    new: Catalog, occurrences: list[Said], *, old: Catalog, remembered: dict[tuple[str | None, object], object]
) -> None:
    # The same words can be said with and without a plural; the form with a plural serves both.
    said = next((one for one in occurrences if one.many is not None), occurrences[0])
    flags = ["python-format"] if PLACEHOLDER.search(said.one) else []
    message = new.add(
        said.message_id,
        locations=[(place, 0) for place in sorted({one.place for one in occurrences})],
        flags=flags,
        context=said.context,
    )
    kept = old.get(said.one, context=said.context)
    if kept is not None and kept.id == said.message_id and not kept.fuzzy:
        message.string = kept.string
    if not _is_translated(message):
        elsewhere = remembered.get((said.context, said.message_id))
        if elsewhere is not None:
            message.string = elsewhere  # type: ignore[assignment]


def _po_text(catalogue: Catalog) -> str:
    written = io.BytesIO()
    write_po(written, catalogue, width=110, include_lineno=False, sort_output=True, ignore_obsolete=True)
    text = written.getvalue().decode("utf-8").lstrip("\n")
    head, separator, rest = text.partition("\n\n")
    # Nothing in the head may change from run to run, nor name a person: the history does both.
    kept = [
        line
        for line in head.splitlines()
        if not line.startswith("#") and not line.startswith(tuple(f'"{name}:' for name in VOLATILE_HEADERS))
    ]
    return "\n".join(kept) + separator + rest


def compile_all(*, source: Path = SOURCE) -> list[str]:
    """Write a ``.mo`` beside every ``.po``; says what it wrote."""
    told = []
    for path in sorted(source.rglob(f"locale/*/LC_MESSAGES/{DOMAIN}.po")):
        language = path.parent.parent.name
        catalogue = read_catalogue(path, language)
        written = io.BytesIO()
        write_mo(written, catalogue)
        path.with_suffix(".mo").write_bytes(written.getvalue())
        told.append(str(path.with_suffix(".mo").relative_to(source.parent)))
    return told


def check(*, source: Path = SOURCE, only: Iterable[str] = ()) -> list[str]:
    """What is not in order, a sentence each; empty when every string is translated and nothing is left over."""
    owned = owned_strings(source=source)
    owners = {path.parents[3] for path in source.rglob(f"locale/*/LC_MESSAGES/{DOMAIN}.po")} | set(owned)
    faults = []
    for language in LANGUAGES:
        for owner in sorted(owners):
            if not _wanted(owner, source, only):
                continue
            catalogue = read_catalogue(catalogue_path(owner, language), language)
            name = catalogue_path(owner, language).relative_to(source.parent).as_posix()
            faults += [f"{name}: {fault}" for fault in _faults(catalogue, owned.get(owner, {}))]
        faults += _disagreements(owners, language)
    return faults


def _disagreements(owners: Iterable[Path], language: str) -> Iterator[str]:
    """A site reads all catalogues as one: what two owners translate differently needs a context in one of them."""
    heard: dict[tuple[str | None, str], tuple[list[str], Path]] = {}
    for owner in sorted(owners):
        for message in read_catalogue(catalogue_path(owner, language), language):
            if not message.id or not _is_translated(message):
                continue
            key = (message.context, _one(message))
            forms, first = heard.setdefault(key, (_forms(message), owner))
            if forms[0] != _forms(message)[0]:
                yield f"{first.name} and {owner.name} differ: {key[1]!r} is {forms[0]!r} and {_forms(message)[0]!r}"


def _faults(catalogue: Catalog, strings: dict[tuple[str | None, str], list[Said]]) -> Iterator[str]:
    for (context, one), occurrences in sorted(strings.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        message = catalogue.get(one, context=context)
        if message is None:
            yield f"missing: {one!r} ({occurrences[0].place})"
        elif any(said.many is not None for said in occurrences) and not message.pluralizable:
            yield f"missing plural: {one!r} ({occurrences[0].place})"
        elif message.fuzzy or not _is_translated(message):
            yield f"untranslated: {one!r} ({occurrences[0].place})"
        elif any(_placeholders(form) != _placeholders(one) for form in _required_forms(message)):
            yield f"placeholders differ: {one!r}"
    for message in catalogue:
        if message.id and (message.context, _one(message)) not in strings:
            yield f"no longer said: {_one(message)!r}"


def _required_forms(message: Message) -> list[str]:
    """The forms whose placeholders must match; a singular may say «one» and drop the number."""
    forms = _forms(message)
    return forms[1:] if message.pluralizable else forms


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def _one(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def _forms(message: Message) -> list[str]:
    forms = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return [str(form or "") for form in forms]


def _is_translated(message: Message) -> bool:
    return all(_forms(message))


def _wanted(owner: Path, source: Path, only: Iterable[str]) -> bool:
    wanted = [name.replace(".", "/").removeprefix("fondaco/").strip("/") for name in only]
    return not wanted or owner.relative_to(source).as_posix() in wanted


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m fondaco.web.messages", description=__doc__)
    parser.add_argument("verb", choices=("extract", "compile", "check"))
    parser.add_argument("owners", nargs="*", help="only these packages, e.g. buying.orders")
    parser.add_argument("--source", type=Path, default=SOURCE, help="the package folder to search")
    given = parser.parse_args(arguments)
    source = given.source.resolve()
    if given.verb == "check":
        faults = check(source=source, only=given.owners)
        print("\n".join(faults) if faults else "Every string is translated.")
        return 1 if faults else 0
    told = compile_all(source=source) if given.verb == "compile" else extract(source=source, only=given.owners)
    print("\n".join(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
