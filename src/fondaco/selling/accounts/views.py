"""The people of one's own account: who belongs, who is invited, what each may do."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.people.links import new_token
from fondaco.selling.access import Action
from fondaco.selling.accounts import invitations, queries
from fondaco.selling.accounts import people as operations
from fondaco.selling.accounts.forms import InviteForm, RolesForm
from fondaco.selling.accounts.invitations import InvitationClosed, InvitedAlready, TooSoon
from fondaco.selling.accounts.models import Invitation, Member, Role
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.own import of_own_account
from fondaco.selling.accounts.people import ChangedMeanwhile, LastAdministrator, NoChange, NotThere


@never_cache
@require_GET
@of_own_account(Action.MANAGE_PEOPLE)
def people(request: HttpRequest, member: Member) -> HttpResponse:
    now = timezone.now()
    context = {
        "account": member.account,
        "members": queries.members_of(member.account),
        "several_groups": member.account.groups.count() > 1,
        "invitations": [_shown(one) for one in queries.open_invitations(member.account)],
        "own": member,
        "now": now,
    }
    return render(request, "selling_accounts/people.html", context)


def _shown(invitation: Invitation) -> dict[str, object]:
    return {
        "row": invitation,
        "roles": [Role(role).label for role in invitation.roles],
        "over": invitation.expires_at <= timezone.now(),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_PEOPLE)
def invite(request: HttpRequest, member: Member) -> HttpResponse:
    """``?role=`` proposes one: a registration is forwarded to the technical administrator by it."""
    groups = list(member.account.groups.order_by("id"))
    wanted = request.GET.get("role", "")
    initial = {"roles": [wanted if wanted in Role.values else Role.PUNCHOUT_USER.value]}
    form = InviteForm(request.POST if request.method == "POST" else None, groups=groups, initial=initial)
    technical = wanted == Role.TECHNICAL_ADMINISTRATOR
    if not form.is_bound or not form.is_valid():
        return _invite_page(request, form, technical, status=422 if form.is_bound else 200)
    try:
        invitations.invite(
            account=member.account,
            group=form.group_chosen(),
            email=form.cleaned_data["email"],
            roles=form.cleaned_data["roles"],
            token=new_token(),
            by=member.person,
            now=timezone.now(),
        )
    except AlreadyThere:
        form.add_error("email", _("This person belongs to the account already: their roles are on the People page."))
    except InvitedAlready:
        form.add_error("email", _("An invitation for this address is open: send it again from the People page."))
    except TooSoon:
        form.add_error(None, _("Very many invitations are open. Withdraw some that nobody will accept, then go on."))
    else:
        words = _("The invitation to %(email)s is on its way. Its link works for seven days.")
        messages.success(request, words % {"email": form.cleaned_data["email"]})
        return redirect("selling_accounts:people")
    return _invite_page(request, form, technical, status=409)


def _invite_page(request: HttpRequest, form: InviteForm, technical: bool, *, status: int) -> HttpResponse:
    context = {"form": form, "technical": technical}
    return render(request, "selling_accounts/invite.html", context, status=status)


def _theirs(member: Member, public_id: str) -> Member:
    """Somebody of the same account; anybody else's is as unknown as nobody's."""
    found = queries.members_of(member.account).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_GET
@of_own_account(Action.MANAGE_PEOPLE)
def member(request: HttpRequest, own: Member, public_id: str) -> HttpResponse:
    return _member_page(request, own, _theirs(own, public_id))


def _member_page(
    request: HttpRequest,
    own: Member,
    shown: Member,
    *,
    form: RolesForm | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    held = [str(one.role) for one in shown.held_roles.all()]
    context = {
        "own": own,
        "shown": shown,
        "is_self": own.pk == shown.pk,
        "form": form or RolesForm(initial=RolesForm.initial_of(held)),
        "trouble": trouble,
    }
    return render(request, "selling_accounts/member.html", context, status=status)


def _done(
    request: HttpRequest, own: Member, shown: Member, act: Callable[[], None], *, words: str, to: str = "member"
) -> HttpResponse:
    """Do it, and say what became of it; on the person's page where nothing did."""
    try:
        act()
    except LastAdministrator:
        trouble = _(
            "%(name)s is the last administrator who can manage the account. Give somebody else the role first."
        ) % {"name": shown.person.name}
    except ChangedMeanwhile:
        trouble = _("Somebody else changed these roles meanwhile. They are shown as they are now; decide again.")
    except NoChange:
        trouble = _("It is so already.")
    except NotThere:
        messages.error(request, _("Somebody else took %(name)s out meanwhile.") % {"name": shown.person.name})
        return redirect("selling_accounts:people")
    else:
        messages.success(request, words % {"name": shown.person.name})
        return redirect("selling_accounts:member", shown.public_id) if to == "member" else redirect(to)
    return _member_page(request, own, _theirs(own, shown.public_id), trouble=trouble, status=409)


@require_POST
@of_own_account(Action.MANAGE_PEOPLE)
def roles(request: HttpRequest, own: Member, public_id: str) -> HttpResponse:
    shown = _theirs(own, public_id)
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _member_page(request, own, shown, form=form, status=422)

    def act() -> None:
        operations.change_roles(
            member=shown,
            roles=form.cleaned_data["roles"],
            seen=form.seen_roles(),
            by=own.person,
            now=timezone.now(),
        )

    # Who gives up the role cannot open this page again.
    stays = own.pk != shown.pk or Role.ADMINISTRATOR in form.cleaned_data["roles"]
    words = _("The roles of %(name)s are changed. They hold from the next click.")
    return _done(request, own, shown, act, words=words, to="member" if stays else "home")


@require_POST
@of_own_account(Action.MANAGE_PEOPLE)
def suspend(request: HttpRequest, own: Member, public_id: str) -> HttpResponse:
    shown = _theirs(own, public_id)
    words = _("%(name)s is suspended and has been signed out.")
    return _done(
        request,
        own,
        shown,
        lambda: operations.suspend(member=shown, by=own.person, now=timezone.now()),
        words=words,
        to="home" if own.pk == shown.pk else "member",
    )


@require_POST
@of_own_account(Action.MANAGE_PEOPLE)
def lift(request: HttpRequest, own: Member, public_id: str) -> HttpResponse:
    shown = _theirs(own, public_id)
    words = _("%(name)s may come again.")
    return _done(
        request,
        own,
        shown,
        lambda: operations.lift_suspension(member=shown, by=own.person, now=timezone.now()),
        words=words,
    )


@require_POST
@of_own_account(Action.MANAGE_PEOPLE)
def remove(request: HttpRequest, own: Member, public_id: str) -> HttpResponse:
    shown = _theirs(own, public_id)
    words = _("%(name)s no longer belongs to the account and has been signed out. Their orders stay.")
    return _done(
        request,
        own,
        shown,
        lambda: operations.remove(member=shown, by=own.person, now=timezone.now()),
        words=words,
        to="home" if own.pk == shown.pk else "selling_accounts:people",
    )


def _invitation(member: Member, public_id: str) -> Invitation:
    found = queries.open_invitations(member.account).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_POST
@of_own_account(Action.MANAGE_PEOPLE)
def invite_again(request: HttpRequest, own: Member, public_id: str) -> HttpResponse:
    invitation = _invitation(own, public_id)
    try:
        invitations.send_again(invitation=invitation, token=new_token(), by=own.person, now=timezone.now())
    except TooSoon:
        messages.warning(request, _("A letter went out less than five minutes ago. Wait a little, then send again."))
    except InvitationClosed:
        messages.warning(request, _("This invitation was accepted or withdrawn meanwhile; nothing was sent."))
    else:
        words = _("Another letter is on its way to %(email)s. The former link no longer works.")
        messages.success(request, words % {"email": invitation.email})
    return redirect("selling_accounts:people")


@require_POST
@of_own_account(Action.MANAGE_PEOPLE)
def withdraw(request: HttpRequest, own: Member, public_id: str) -> HttpResponse:
    invitation = _invitation(own, public_id)
    try:
        invitations.withdraw(invitation=invitation, by=own.person, now=timezone.now())
    except InvitationClosed:
        messages.warning(request, _("This invitation was accepted or withdrawn meanwhile."))
    else:
        messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("selling_accounts:people")
