"""Sessions in the database, as Django keeps them; a new one takes one statement, for every visit begins with one."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError
from django.utils.crypto import get_random_string

from fondaco import rows


class SessionStore(db.SessionStore):
    def _get_new_session_key(self) -> str:
        # Whether 165 random bits are taken is not worth a question: the insertion says so.
        return get_random_string(32, VALID_KEY_CHARS)

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None or not must_create:
            super().save(must_create)
            return
        made = self.create_model_instance(self._get_session(no_load=True))  # type: ignore[attr-defined]
        if rows.insert(made, unless=" ON CONFLICT (session_key) DO NOTHING")._state.adding:
            raise CreateError
