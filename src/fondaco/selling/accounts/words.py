"""What is said to somebody whom the store does not let in, with what mends it: the same by every road."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fondaco.selling.accounts.operations import WhyNot

_WORDS: dict[WhyNot, Promise] = {
    WhyNot.NOBODY_NAMED: _(
        "The request names nobody: neither an e-mail address nor a login name was found. Send one as an "
        "Extrinsic “UserEmail”, in Contact/Email, or as “UniqueName”."
    ),
    WhyNot.UNKNOWN: _(
        "%(who)s is not known here, and %(account)s takes people in by invitation only. Its administrator can invite "
        "%(who)s (Manage your business, People), or let everybody in whom the purchasing system names (Company "
        "settings)."
    ),
    WhyNot.PERSONAL: _(
        "%(who)s has an account here already, of their own and in no company's, so it was not joined to %(account)s "
        "unasked. The store has written to %(who)s: open the link in that letter to join, then punch out again."
    ),
    WhyNot.REMOVED: _(
        "%(who)s was taken out of %(account)s by an administrator of it. If that was a mistake, an administrator can "
        "invite %(who)s again (Manage your business, People)."
    ),
    WhyNot.OTHER_ACCOUNT: _(
        "%(who)s belongs to another business account here, so the visit for %(account)s was not opened. Use another "
        "address for this account, or have the administrator of the other one remove %(who)s there first."
    ),
    WhyNot.STORE_STAFF: _("%(who)s belongs to somebody who works for the store and cannot shop. Use another address."),
    WhyNot.SUSPENDED: _(
        "%(who)s is suspended here. An administrator of %(account)s can lift it (Manage your business, People)."
    ),
    WhyNot.NO_ROLE: _(
        "%(who)s is known here but has no PunchOut user role. An administrator of %(account)s gives the role (Manage "
        "your business, People); then punch out again."
    ),
    WhyNot.COMPANY: _(
        "The business account of %(account)s is suspended or not verified, so nobody shops for it now. Its "
        "administrator reads why under Manage your business, or asks customer service."
    ),
}


def admission_words(why: WhyNot, *, who: str, account: str) -> str:
    """In the language that is spoken just now."""
    return str(_WORDS[why]) % {"who": who, "account": account}
