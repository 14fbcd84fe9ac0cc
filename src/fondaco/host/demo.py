"""`fondaco demo`: both sites on this machine, with a worker each, and everything needed to play the whole story."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fondaco.host import CannotStart
from fondaco.host.keys import password
from fondaco.host.postgres import EmbeddedServer
from fondaco.host.processes import Child, stop_all
from fondaco.settings import environment

SITES = ("buying", "selling")
BUYER = {"domain": "NetworkID", "identity": "lanterna-meccanica"}
STORE = {"domain": "NetworkID", "identity": "fondaco-store"}
#: The same two once more, in other languages: OCI for shopping, OAGIS for orders.
OCI = {"buyer": "lanterna-meccanica-oci", "store": "arsenale-forniture"}
#: A customer for posting real systems' documents: its return origin belongs to nobody (RFC 2606).
CONFORMANCE = {
    "domain": "NetworkID",
    "identity": "conformance-buyer",
    "return_origin": "https://buyer.example.com",
}


def run(*, reset: bool, items: int) -> int:
    """Bring everything up, say who can sign in, and stay until Ctrl-C or SIGTERM. Raises CannotStart."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    var = environment.var()
    ports = {
        "buying": environment.port("FONDACO_BUYING_PORT", 8000),
        "selling": environment.port("FONDACO_SELLING_PORT", 8100),
    }
    with _only_one(var), contextlib.ExitStack() as stack:
        _check_ports(ports)
        server = None
        if not os.environ.get("FONDACO_DATABASE_URL"):
            server = EmbeddedServer(var)
            if reset:
                server.forget()
            print("Starting the database ...", flush=True)
            server.start()
            stack.callback(server.stop)
            for site in SITES:
                server.create_database(f"fondaco_{site}")
        if reset:
            _forget(var, with_database=server is None)
        told = _told(var, ports)
        env = _environment(told)
        people = _seed(env, items, stop)
        if stop.is_set():
            return 130
        children = _children(var, ports, env)
        stack.callback(stop_all, children)
        for child in children:
            child.start()
        if not _wait_until_up(told, children, stop):
            return 130
        record = _write_record(var, told, people)
        _say(record)
        while not stop.wait(1):
            for child in children:
                child.start_again_if_ended()
        print("\nStopping ...", flush=True)
    return 0


@contextlib.contextmanager
def _only_one(var: Path) -> Iterator[None]:
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "demo.lock").open("w")
    except OSError as error:
        raise CannotStart(f"The folder {var} cannot be written to: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"A demo is already running from {var}; stop it with Ctrl-C where it runs.") from None
        yield


def _check_ports(ports: dict[str, int]) -> None:
    """Both ports, before anything is started: half a demo helps nobody."""
    if ports["buying"] == ports["selling"]:
        raise CannotStart("FONDACO_BUYING_PORT and FONDACO_SELLING_PORT are the same; each site needs its own.")
    for site, port in ports.items():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                variable = f"FONDACO_{site.upper()}_PORT"
                raise CannotStart(
                    f"Port {port} cannot be used ({error.strerror}); nothing was started. "
                    f"Stop what uses it, or choose another: {variable}={port + 10} make demo"
                ) from None


def _forget(var: Path, *, with_database: bool) -> None:
    if with_database:
        raise CannotStart(
            "FONDACO_DATABASE_URL names a server, whose data a reset does not touch: "
            "drop its databases fondaco_buying and fondaco_selling yourself, then run make demo."
        )
    for name in ("index", "keys", "demo.json", "log", "static"):
        path = var / name
        if path.is_dir():
            # The server's password lives among the keys; it was made anew a moment ago, with the data.
            for child in path.iterdir():
                if child.name != "postgres":
                    shutil.rmtree(child) if child.is_dir() else child.unlink()
        else:
            path.unlink(missing_ok=True)


def _told(var: Path, ports: dict[str, int]) -> dict[str, Any]:
    desk, store = f"http://localhost:{ports['buying']}", f"http://127.0.0.1:{ports['selling']}"
    return {
        "secrets": {
            "desk_to_store": password(var, "demo-desk-to-store"),
            "store_to_desk": password(var, "demo-store-to-desk"),
            "conformance": password(var, "demo-conformance"),
            "buyer_domain": BUYER["domain"],
            "buyer_identity": BUYER["identity"],
            "store_domain": STORE["domain"],
            "store_identity": STORE["identity"],
            "cxml_connection": password(var, "demo-cxml-connection")[:22],
            "conformance_connection": password(var, "demo-conformance-connection")[:22],
            "oci_connection": password(var, "demo-oci-connection")[:22],
            "oci_password": password(var, "demo-oci-password"),
            "oci_buyer_identity": OCI["buyer"],
            "oci_store_identity": OCI["store"],
            "oagis_desk_to_store": password(var, "demo-oagis-desk-to-store"),
            "oagis_store_to_desk": password(var, "demo-oagis-store-to-desk"),
        },
        "buying": {"store_url": store},
        "selling": {"desk_url": desk},
        "urls": {"buying": desk, "selling": store},
    }


def _environment(told: dict[str, Any]) -> dict[str, str]:
    urls = told["urls"]
    return {
        **os.environ,
        "FONDACO_DEMO": "1",
        "FONDACO_BUYING_URL": urls["buying"],
        "FONDACO_SELLING_URL": urls["selling"],
        # The demo's sites are each other's partners on this very machine: entries of the list of allowed origins,
        # checked like any other, not a way round it.
        "FONDACO_OUTBOUND_ORIGINS": " ".join([*environment.words("FONDACO_OUTBOUND_ORIGINS"), *urls.values()]),
        "FONDACO_DEMO_SEED": json.dumps({key: told[key] for key in ("secrets", "buying", "selling")}),
        "PYTHONUNBUFFERED": "1",
    }


def _seed(env: dict[str, str], items: int, stop: threading.Event) -> dict[str, list[dict[str, str]]]:
    """Both sites at once: tables, people, things. What their commands print is their progress."""
    print("Preparing both sites (the first time fills the catalogue; later it is a check) ...", flush=True)
    running = {}
    for site in SITES:
        line = [sys.executable, "-m", "fondaco.cli", site, "seed-demo", "--items", str(items)]
        running[site] = subprocess.Popen(  # noqa: S603
            line, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
    people = {}
    for site, process in running.items():
        while process.poll() is None:
            if stop.is_set():
                for other in running.values():
                    other.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                said, _ = process.communicate(timeout=0.3)
                break
        else:
            said = process.stdout.read() if process.stdout else ""
        if stop.is_set():
            continue
        if process.returncode:
            for other in running.values():
                other.terminate()
            raise CannotStart(
                f"The {site} site could not be prepared; the lines above say why. What was there is kept."
            )
        line_found = next((row for row in said.splitlines() if row.startswith("FONDACO-PEOPLE ")), "FONDACO-PEOPLE []")
        people[site] = json.loads(line_found.removeprefix("FONDACO-PEOPLE "))
    return people


def _children(var: Path, ports: dict[str, int], env: dict[str, str]) -> list[Child]:
    def child(site: str, verb: str, *more: str) -> Child:
        line = [sys.executable, "-m", "fondaco.cli", site, verb, *more]
        return Child(f"{site} {verb}", line, var / "log" / f"{site}-{verb}.log", env)

    webs = [child(site, "serve", "--port", str(ports[site])) for site in SITES]
    return [*webs, *[child(site, "worker") for site in SITES]]


def _wait_until_up(told: dict[str, Any], children: list[Child], stop: threading.Event) -> bool:
    until = time.monotonic() + 60
    for url in told["urls"].values():
        while not _answers(f"{url}/account/sign-in"):
            if stop.is_set():
                return False
            ended = [child for child in children if not child.running]
            if ended or time.monotonic() > until:
                which = ended[0] if ended else children[0]
                raise CannotStart(f"{which.name} did not come up; its log says why: {which.log}")
            time.sleep(0.1)
    return True


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _write_record(var: Path, told: dict[str, Any], people: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    urls, secrets = told["urls"], told["secrets"]
    setups, orders = f"{urls['selling']}/punchout/cxml", f"{urls['selling']}/orders/in"
    record = {
        "buying": {"url": urls["buying"], "cxml_url": f"{urls['buying']}/cxml", "people": people["buying"]},
        "selling": {
            "url": urls["selling"],
            "people": people["selling"],
            "partners": [
                {"name": "Lanterna Meccanica S.p.A.", **BUYER, "secret": secrets["desk_to_store"],
                 "setup_url": setups, "order_url": f"{orders}/{secrets['cxml_connection']}",
                 "return_origin": urls["buying"]},
                {"name": "Lanterna Meccanica S.p.A. (OCI)", "domain": "LogicalID", "identity": OCI["buyer"],
                 "secret": secrets["oagis_desk_to_store"], "order_url": f"{urls['selling']}/oagis",
                 "setup_url": f"{urls['selling']}/oci/{secrets['oci_connection']}",
                 "oci_password": secrets["oci_password"], "return_origin": urls["buying"]},
                {"name": "Conformance customer", **CONFORMANCE, "secret": secrets["conformance"],
                 "setup_url": setups, "order_url": f"{orders}/{secrets['conformance_connection']}"},
            ],
        },
    }  # fmt: skip
    draft = var / "demo.json.new"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    draft.replace(var / "demo.json")
    return record


def _say(record: dict[str, Any]) -> None:
    for site, name in (("buying", "Purchasing desk"), ("selling", "Store")):
        print(f"\n{name}: {record[site]['url']}")
        for person in record[site]["people"]:
            print(f"  {person['email']:<42} {person['password']:<24} {person['role']}")
    print("\nThe same is in var/demo.json. Ctrl-C stops everything; make demo-reset starts over.", flush=True)
