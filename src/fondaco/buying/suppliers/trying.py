"""Trying a connection against the real other side. What waits for an answer holds no lock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from attrs import frozen
from django.utils.translation import gettext as _

from fondaco.bridge import exchange
from fondaco.bridge.exchange import Problem
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.operations import note_try
from fondaco.buying.suppliers.origins import may_open, origin_of
from fondaco.buying.suppliers.trouble import problem_of
from fondaco.documents import Contact, ProfileRequest, PunchOutSetup, PunchOutSetupAnswer
from fondaco.documents import Person as Shopper
from fondaco.people.models import Person
from fondaco.wire import LocalError

# Families of problems, in the order in which a visit meets them; what is in none is met in the last step of all.
_LADDER = (
    ("refused_origin", "unsendable", "not_written", "wrong_address"),
    ("tls",),
    ("timeout", "broken_off"),
    ("redirect", "http_status", "web_page", "login_page", "not_cxml", "encoded", "answer_too_large"),
    ("unauthorised",),
    ("refused", "their_fault", "odd_status"),
    ("no_start_page", "start_page_elsewhere"),
)


@frozen
class TriedStep:
    """One step of a visit. ``tone`` is good, wrong, or calm where it was not reached."""

    title: str
    state: str
    tone: str
    why: str = ""


@frozen
class Visit:
    """What a try of a visit showed. ``problem`` is None where a person would have been let in."""

    steps: tuple[TriedStep, ...]
    problem: Problem | None
    start_url: str = ""


def try_connection(*, supplier: Supplier, by: Person | None, now: datetime) -> Supplier:
    """Asks the supplier's address what it takes, and notes what came of it. Waits for the answer.

    Where only OCI and OAGIS are spoken there is nobody to ask, and the supplier stays as it was.
    """
    partner = supplier.connection
    if not partner.can_be_asked:
        return supplier
    url = partner.order_url if partner.shops_by_oci else partner.setup_url
    try:
        answered = exchange.ask(partner=partner, body=ProfileRequest(), url=url, about=supplier.about, now=now)
        problem = problem_of(answered)
    except LocalError as trouble:
        problem = not_written(trouble)
    return _noted(supplier, problem, by=by, now=now)


def try_visit(
    *, supplier: Supplier, by: Person, now: datetime, buyer_cookie: str, return_url: str, loopback: Collection[str]
) -> Visit:
    """Asks to be let in as ``by``, as shopping does, and looks at the answer. Nobody's visit begins: a cart that came
    to ``return_url`` would be turned away. Waits for the answer.

    Raises Refused where people shop by OCI, for there only a browser can ask, or where the connection is switched off.
    """
    partner = supplier.connection
    if partner.shops_by_oci:
        raise Refused(
            "only_a_browser_asks",
            _("A visit by OCI cannot be tried from here: the browser itself calls the store."),
            _("Press Shop, and leave the store without a cart."),
        )
    if not partner.active:
        raise Refused(
            "connection_off",
            _("The connection is switched off, so nothing is asked."),
            _("Switch it on, then try again."),
        )
    setup = PunchOutSetup(
        buyer_cookie=buyer_cookie,
        return_url=return_url,
        person=Shopper(email=by.email, name=by.name, unique_name=by.email),
        contacts=(Contact(role="endUser", name=by.name, email=by.email),),
        supplier_setup_url=partner.setup_url,
        extrinsics=(("UserEmail", by.email), ("UniqueName", by.email)),
    )
    start_url = ""
    try:
        answered = exchange.ask(partner=partner, body=setup, url=partner.setup_url, about=supplier.about, now=now)
    except LocalError as trouble:
        problem: Problem | None = not_written(trouble)
    else:
        problem = problem_of(answered)
        body = answered.message.body if answered.message is not None else None
        start_url = body.start_url if isinstance(body, PunchOutSetupAnswer) else ""
        problem = problem or start_page_problem(supplier, start_url, loopback)
    _noted(supplier, problem, by=by, now=now)
    return Visit(_steps(partner.setup_url, problem), problem, start_url)


def _noted(supplier: Supplier, problem: Problem | None, *, by: Person | None, now: datetime) -> Supplier:
    code, words, remedy = (problem.code, problem.words, problem.remedy) if problem else ("", "", "")
    return note_try(supplier=supplier, code=code, words=words, remedy=remedy, by=by, now=now)


def not_written(trouble: LocalError) -> Problem:
    """What is missing is in our own records: the connection's page is where to look."""
    remedy = _("Something in this supplier's settings or in your own is missing; an administrator can add it.")
    return Problem("not_written", str(trouble), remedy)


def start_page_problem(supplier: Supplier, start_url: str, loopback: Collection[str]) -> Problem | None:
    """Why nobody is sent to ``start_url``; None where people may open it."""
    if not start_url:
        return Problem(
            "no_start_page",
            _("The supplier answered, but named no page to open."),
            _("Its people have to look at their PunchOut settings for your company."),
        )
    origins = [supplier.connection.setup_url, *supplier.start_origins]
    if may_open(start_url, origins=origins, loopback=loopback):
        return None
    return Problem(
        "start_page_elsewhere",
        _("The supplier wants to open a page at %(origin)s, where this desk sends nobody.")
        % {"origin": origin_of(start_url) or start_url[:80]},
        _("If that is the supplier's store, add the address to the supplier's page. It must begin with https://."),
    )


def _steps(url: str, problem: Problem | None) -> tuple[TriedStep, ...]:
    titles = [
        _("Reach the address"),
        _("Check their certificate") if url.startswith("https:") else _("Not encrypted, as this address is listed"),
        _("Wait for an answer"),
        _("Read it as cXML"),
        _("Be known to them"),
        _("Be let in"),
        _("Find a start page that may be opened"),
    ]
    failed = len(titles) if problem is None else _rung(problem.code)
    steps = []
    for at, title in enumerate(titles):
        if at == failed and problem is not None:
            steps.append(TriedStep(title, _("failed"), "wrong", f"{problem.words} {problem.remedy}"))
        elif at < failed:
            steps.append(TriedStep(title, _("went well"), "good"))
        else:
            steps.append(TriedStep(title, _("not reached"), "calm"))
    return tuple(steps)


def _rung(code: str) -> int:
    family = code.partition(".")[0]
    return next((at for at, families in enumerate(_LADDER) if family in families), len(_LADDER) - 2)
