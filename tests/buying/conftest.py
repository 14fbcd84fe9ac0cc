"""The demo's company, and a supplier's store that answers over HTTP on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from tests.buying.desk_store import NOW, SECRETS, Store


@pytest.fixture
def store(settings: Any) -> Iterator[Store]:
    holder: list[Store] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, content_type, answer = holder[0].reply(body)
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    holder.append(Store(f"http://127.0.0.1:{server.server_port}"))
    settings.FONDACO_OUTBOUND_ORIGINS = [holder[0].origin]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield holder[0]
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def company(db: None, store: Store) -> Any:
    """Lanterna Meccanica with its people and the supplier, whose store is ``store``."""
    from fondaco.buying.company.models import LegalEntity
    from fondaco.buying.demo import seed

    seed(now=NOW, store_url=store.origin, secrets=SECRETS)
    return LegalEntity.objects.get()


@pytest.fixture
def supplier(company: Any) -> Any:
    from fondaco.buying.suppliers.models import Supplier

    return Supplier.objects.select_related("partner").get()


@pytest.fixture
def person(company: Any) -> Callable[[str], Any]:
    """A person of the company by the first name."""
    from fondaco.people.models import Person

    return lambda first_name: Person.objects.get(name__startswith=f"{first_name} ")


@pytest.fixture
def employee(company: Any) -> Callable[[str], Any]:
    from fondaco.buying.company.models import Employee

    return lambda first_name: Employee.objects.select_related("person").get(person__name__startswith=f"{first_name} ")


@pytest.fixture
def as_person(person: Callable[[str], Any]) -> Callable[[str], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(first_name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person(first_name))
        return client

    return signed_in


@pytest.fixture
def visit(as_person: Callable[[str], Client], supplier: Any, store: Store) -> Any:
    """Giulia is at the store: her session as it stands in the database."""
    from fondaco.buying.shopping.models import PunchOutSession

    as_person("Giulia").post(f"/punchout/shop/{supplier.public_id}")
    return PunchOutSession.objects.get()
