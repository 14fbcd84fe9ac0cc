"""Typed words as queries of the index: strict, corrected, relaxed."""

from __future__ import annotations

from typing import Any

import tantivy
from tantivy import Occur

from fondaco.selling.catalog.search.sight import Sight
from fondaco.selling.catalog.search.words import chunks, code, distance, fold, measure, pieces, stem

_LANGUAGES = {"en": "english", "it": "italian"}
_NEIGHBOURS = 60  # documents looked at for a better spelling
_SHORTEST_PREFIX = 2
_SHORTEST_NUMBER = 5


class Typed:
    """What a person typed, in the language they read.

    Words are known, and mended, by what the person may see: what only others may buy is no word to them.
    """

    def __init__(
        self, text: str, language: str, schema: tantivy.Schema, searcher: tantivy.Searcher, sight: Sight
    ) -> None:
        self.text = " ".join(text.split())
        self._sight = sight
        self._schema = schema
        self._searcher = searcher
        self._language = "it" if language == "it" else "en"
        self._other = "en" if self._language == "it" else "it"
        self._chunks = chunks(text)
        self._unfinished = bool(text) and not text[-1].isspace()

    @property
    def given(self) -> bool:
        return bool(self._chunks)

    def strict(self) -> tantivy.Query:
        """Every word, or the whole as a part number."""
        if not self._chunks:
            # Signs alone are no words: they find nothing. No text at all finds everything.
            return tantivy.Query.empty_query() if self.text else tantivy.Query.all_query()
        last = len(self._chunks) - 1
        words = [
            (Occur.Must, self._chunk(chunk, prefix=self._unfinished and at == last))
            for at, chunk in enumerate(self._chunks)
        ]
        available = tantivy.Query.const_score_query(tantivy.Query.term_query(self._schema, "available", 1), 0.4)
        every = tantivy.Query.boolean_query([*words, (Occur.Should, available)])
        number = tantivy.Query.boost_query(self._term("code", code(self.text)), 40.0)
        return tantivy.Query.boolean_query([(Occur.Should, every), (Occur.Should, number)])

    def relaxed(self) -> tantivy.Query:
        """Any of the words; those with more of them first."""
        words = [(Occur.Should, self._chunk(chunk, prefix=False)) for chunk in self._chunks]
        return tantivy.Query.boolean_query(words) if words else tantivy.Query.empty_query()

    def corrected(self, *, trusting: bool) -> Typed | None:
        """The same with unknown words replaced by the nearest known ones; ``None`` if there are none nearer.

        ``trusting``: a word is known if another form of it is (*evidenziatori*); otherwise only as it stands, which
        catches slips that happen to share a stem with something else.
        """
        text = []
        for chunk in self._chunks:
            words = pieces(chunk)
            text.append(" ".join(self._nearest(word, trusting) for word in words))
        better = " ".join(text)
        if fold(better) == " ".join(" ".join(pieces(chunk)) for chunk in self._chunks):
            return None
        return Typed(better, self._language, self._schema, self._searcher, self._sight)

    def _nearest(self, word: str, trusting: bool) -> str:
        if len(word) < 4 or word.isdigit() or self._known(word, trusting):
            return word
        most = 1 if len(word) < 7 else 2
        fuzzy = tantivy.Query.fuzzy_term_query(self._schema, "words", word, distance=most)
        found = self._searcher.search(self._sight.of(fuzzy), _NEIGHBOURS, count=False)
        near: dict[str, tuple[int, int]] = {}
        for _score, address in found.hits:
            for candidate in pieces(" ".join(self._searcher.doc(address)["words"])):
                apart = distance(word, candidate, most) if candidate not in near else most + 1
                if apart <= most:
                    near[candidate] = (apart, -self._spoken(candidate))
        return min(near, key=lambda each: (near[each], each), default=word)

    def _spoken(self, word: str) -> int:
        """In how many titles of the reader's language the word is."""
        title = self._term(f"title_{self._language}", stem(word, _LANGUAGES[self._language]))
        found: Any = self._searcher.search(self._sight.of(title), 1)
        return int(found.count)

    def _known(self, word: str, trusting: bool) -> bool:
        fields = [("words", word), ("code", word)]
        if trusting:
            for spoken, name in _LANGUAGES.items():
                fields += [(f"{part}_{spoken}", stem(word, name)) for part in ("title", "body")]
        # Quick to say no; what is there at all may be there for others alone.
        there = [(Occur.Should, self._term(*field)) for field in fields if self._searcher.doc_freq(*field)]
        if not there:
            return False
        seen = self._sight.of(tantivy.Query.boolean_query(there))
        return bool(self._searcher.search(tantivy.Query.const_score_query(seen, 1.0), 1, count=False).hits)

    def _chunk(self, chunk: str, *, prefix: bool) -> tantivy.Query:
        words = pieces(chunk)
        parts = [
            (Occur.Must, self._word(word, prefix=prefix and at == len(words) - 1)) for at, word in enumerate(words)
        ]
        either = [(Occur.Should, tantivy.Query.boolean_query(parts))]
        number = code(chunk)
        either.append((Occur.Should, tantivy.Query.boost_query(self._term("code", number), 20.0)))
        if prefix and len(number) >= _SHORTEST_NUMBER and any(character.isdigit() for character in number):
            either.append((Occur.Should, tantivy.Query.const_score_query(self._begun("code", number), 5.0)))
        return tantivy.Query.boolean_query(either)

    def _word(self, word: str, *, prefix: bool) -> tantivy.Query:
        """Boosts: what kind of thing it is, its title, the rest of the text; the reader's language before the other."""
        either = []
        for spoken, title, body in ((self._language, 4.0, 1.0), (self._other, 2.0, 0.5)):
            term = stem(word, _LANGUAGES[spoken])
            either.append(tantivy.Query.boost_query(self._term(f"kind_{spoken}", term), title * 1.5))
            either.append(tantivy.Query.boost_query(self._term(f"title_{spoken}", term), title))
            either.append(tantivy.Query.boost_query(self._term(f"body_{spoken}", term), body))
        either.append(tantivy.Query.boost_query(self._term("words", word), 1.0))
        # A word that exists is meant as it stands: "pen" is not a pencil.
        if prefix and len(word) >= _SHORTEST_PREFIX and not self._known(word, trusting=True):
            either.append(tantivy.Query.const_score_query(self._begun("words", word), 0.5))
        halves = measure(word)
        if halves:
            both = [(Occur.Must, self._term(f"title_{self._language}", half)) for half in halves]
            either.append(tantivy.Query.boolean_query(both))
        return tantivy.Query.disjunction_max_query(either, 0.1)

    def _begun(self, field: str, beginning: str) -> tantivy.Query:
        return tantivy.Query.fuzzy_term_query(self._schema, field, beginning, distance=0, prefix=True)

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value)
