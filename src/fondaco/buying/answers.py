"""How a view tells a person that an operation said no."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fondaco.buying.company.models import Employee
from fondaco.buying.company.queries import employee_of
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Put the refusal where the answer it is about stands, or above the form."""
    words = f"{refused.words} {refused.remedy}".strip()
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, words)


def employee(request: HttpRequest) -> Employee:
    """The employee who asks. Raises PermissionDenied for a person who does not work here."""
    found = employee_of(request.user)
    if found is None:
        raise PermissionDenied(_("You are signed in, but nobody has given you a place in the company yet."))
    return found


def person(request: HttpRequest) -> Person:
    """Who asks, on a page for which one has to be signed in."""
    assert isinstance(request.user, Person)
    return request.user
