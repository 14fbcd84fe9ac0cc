"""Domains at which anybody may have an e-mail address: one there proves no company."""

from __future__ import annotations

from collections.abc import Iterable

_WORLD = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com aol.com
proton.me protonmail.com pm.me mail.com gmx.com gmx.net zoho.com yandex.com fastmail.com tutanota.com hey.com
"""
_ITALY = """
libero.it virgilio.it tin.it alice.it tim.it tiscali.it email.it inwind.it iol.it fastwebnet.it poste.it aruba.it
hotmail.it outlook.it live.it yahoo.it gmx.it vodafone.it
pec.it legalmail.it postecert.it arubapec.it mypec.eu pec.aruba.it
"""
_EUROPE = """
web.de gmx.de gmx.at gmx.ch t-online.de freenet.de hotmail.de outlook.de yahoo.de posteo.de mailbox.org bluewin.ch
orange.fr wanadoo.fr laposte.net free.fr sfr.fr hotmail.fr outlook.fr yahoo.fr gmx.fr
hotmail.co.uk yahoo.co.uk btinternet.com hotmail.es yahoo.es telefonica.net sapo.pt
seznam.cz wp.pl o2.pl onet.pl interia.pl freemail.hu abv.bg mail.bg telenet.be skynet.be ziggo.nl kpnmail.nl mail.ru
"""
KNOWN = frozenset(f"{_WORLD} {_ITALY} {_EUROPE}".split())


def is_provider(email: str, more: Iterable[str] = ()) -> bool:
    """Whether the address is at a mail provider's domain, known or among ``more``."""
    return email.rpartition("@")[2].casefold() in KNOWN.union(one.casefold() for one in more)
