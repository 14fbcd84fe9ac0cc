"""Calling a store by OCI: the form with which the person's browser goes there, login and return address in it."""

from __future__ import annotations

from attrs import evolve, frozen

from fondaco.bridge.models import Partner
from fondaco.bridge.oci import call_settings
from fondaco.buying.suppliers.origins import origin_of
from fondaco.documents import CatalogFunction, Credential, Envelope, Message, PunchOutSetup
from fondaco.wire import oci


@frozen
class CallForm:
    """What the browser sends; the password is among the fields."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    charset: str = ""

    @property
    def origin(self) -> str:
        return origin_of(self.action)


def call_form(*, partner: Partner, setup: PunchOutSetup) -> CallForm:
    """The call for ``setup``; one that names an article opens the shop on what is found for it.

    Raises LocalError naming what is missing.
    """
    login = Credential("OCI", partner.oci_login, partner.oci_password())
    # Only what was agreed: in a call by GET every parameter stands in the logs on the way.
    setup = evolve(setup, extrinsics=(), contacts=(), ship_to=None)
    if setup.selected_part_id:
        # DETAIL would show the article with nothing to take it by: SOURCING opens the shop on it.
        setup = evolve(setup, function=CatalogFunction.SOURCING, search_text=setup.selected_part_id)
    form = oci.write_call(
        Message(setup, Envelope(sender=login)), catalog_url=partner.setup_url, settings=call_settings(partner)
    )
    return CallForm(form.action, form.method, form.fields, form.charset)
