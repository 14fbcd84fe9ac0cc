"""Pages of one's own business account: who may open them, and what they are handed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fondaco.selling.access import Action, member_of, requires
from fondaco.selling.accounts.models import Member
from fondaco.selling.accounts.states import AccountState

P = ParamSpec("P")
OwnView = Callable[Concatenate[HttpRequest, Member, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def of_own_account(action: Action) -> Callable[[OwnView[P]], View[P]]:
    """A page for members who may do ``action`` in their account; the view is handed the member.

    While the company is being verified, or was not, there is one page only, which says so.
    """

    def guard(view: OwnView[P]) -> View[P]:
        @wraps(view)
        @requires(action)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            member = member_of(request.user)
            if member is None:
                raise PermissionDenied
            if member.account.state in (AccountState.IN_REVIEW, AccountState.REFUSED):
                return redirect("business")
            return view(request, member, *args, **kwargs)

        return guarded

    return guard
