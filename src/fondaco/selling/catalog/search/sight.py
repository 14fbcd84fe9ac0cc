"""Which documents a customer may meet.

An item has a common document, and one for each customer for whom it costs something else or who alone may know of it.
The common one is marked ``all`` in ``audience`` and names in ``other`` the customers who have their own; theirs are
marked ``own`` and with the customer. So whoever asks meets every item once, at their price, or not at all.
"""

from __future__ import annotations

import tantivy
from tantivy import Occur

ALL, OWN = "all", "own"


def mark(account_id: int) -> str:
    """How the index writes a customer."""
    return f"a{account_id}"


class Sight:
    """What one customer sees; ``customer`` 0 is nobody in particular."""

    def __init__(self, schema: tantivy.Schema, customer: int) -> None:
        self._hidden = [_term(schema, "audience", OWN)]
        if customer:
            others = [(Occur.Must, _term(schema, "audience", OWN)), (Occur.MustNot, _its(schema, "audience", customer))]
            self._hidden = [tantivy.Query.boolean_query(others), _its(schema, "other", customer)]

    def clauses(self) -> list[tuple[Occur, tantivy.Query]]:
        """What a query adds so as to meet nothing hidden: few documents are shut out, rather than most let in."""
        return [(Occur.MustNot, query) for query in self._hidden]

    def of(self, query: tantivy.Query) -> tantivy.Query:
        """``query`` among what may be met."""
        return tantivy.Query.boolean_query([(Occur.Must, query), *self.clauses()])


def _its(schema: tantivy.Schema, field: str, customer: int) -> tantivy.Query:
    return _term(schema, field, mark(customer))


def _term(schema: tantivy.Schema, field: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, field, value)
