"""The store's own people: who works here, and a second factor reset for who lost theirs."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fondaco.people import second_factor
from fondaco.people.models import Person, SecondFactorReset
from fondaco.selling.access import Action, requires
from fondaco.selling.accounts.models import StaffMember


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("How you know that it is really them, and what happened. They are told it by mail."),
    )


def _staff() -> QuerySet[StaffMember]:
    unused = Q(person__second_factor__recovery_codes__used_at__isnull=True)
    resets = Prefetch("person__second_factor_resets", SecondFactorReset.objects.select_related("by"))
    return (
        StaffMember.objects.select_related("person", "person__second_factor")
        .prefetch_related(resets)
        .annotate(codes_left=Count("person__second_factor__recovery_codes", filter=unused))
        .order_by("person__name", "pk")
    )


@require_GET
@requires(Action.MANAGE_STAFF)
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "selling/staff.html", {"staff": _staff()})


@require_http_methods(["GET", "POST"])
@requires(Action.MANAGE_STAFF)
def reset_second_factor(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own is another administrator's to reset: who stole a session must not keep it that way."""
    member = _staff().filter(person__public_id=public_id).first()
    if member is None:
        raise Http404
    assert isinstance(request.user, Person)  # what requires promises
    own = member.person_id == request.user.pk
    form = ResetForm(request.POST or None)
    if request.method == "POST" and not own and form.is_valid():
        try:
            second_factor.reset(
                person=member.person, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except second_factor.NotThere:
            messages.warning(request, _("There was nothing to reset: they have no second factor now."))
        else:
            messages.success(request, _("The second factor is reset. They were told by mail."))
        return redirect("staff")
    status = 403 if request.method == "POST" and own else 422 if form.errors else 200
    given = {"member": member, "own": own, "form": form}
    return render(request, "selling/staff_second_factor.html", given, status=status)
