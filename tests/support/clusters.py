"""PostgreSQL of Debian's own packages in a folder of its own: a primary, its standby, PgBouncer before it."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.support.ports import free_port, wait_for_port

# Beside `postgres`, which leaves a test out of the run on SQLite: for who runs its file alone.
needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL itself")
AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
# Nothing of a test outlives the machine; waiting for the disk would take most of the time.
HURRIED = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\njit=off\n"
SHARED = "listen_addresses='127.0.0.1'\nmax_connections=30\nshared_buffers=16MB\n"


def _programs() -> Path:
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def run(*command, **options) -> str:
    """What a program says that is no friend of root; what it complains of is raised."""
    done = subprocess.run(  # noqa: S603 (the programs of Debian's packages)
        [*AS_POSTGRES, *map(str, command)], check=False, capture_output=True, text=True, cwd="/", **options
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


class Cluster:
    """One server with a database `ksm`; `follow` makes a standby of it."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/ksm"

    def create(self) -> "Cluster":
        run(_programs() / "initdb", "-D", self.folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        with (self.folder / "postgresql.conf").open("a") as settings:
            settings.write(f"{HURRIED}{SHARED}unix_socket_directories='{self.folder.parent}'\n")
        return self.start()

    def start(self) -> "Cluster":
        log, port = self.folder.with_suffix(".log"), f"-p {self.port}"
        run(_programs() / "pg_ctl", "start", "-s", "-w", "-D", self.folder, "-l", log, "-o", port)
        return self

    def stop(self) -> None:
        """At once, as when the power fails."""
        run(_programs() / "pg_ctl", "stop", "-s", "-m", "immediate", "-D", self.folder)

    def follow(self, name: str) -> "Cluster":
        """A standby that streams from this server."""
        standby = Cluster(self.folder.parent / name)
        copied = ("-R", "-N", "-c", "fast", "-X", "fetch", "-D", standby.folder)
        run(_programs() / "pg_basebackup", *copied, "-d", self._at("postgres"))
        return standby.start()

    def promote(self) -> None:
        run(_programs() / "pg_ctl", "promote", "-s", "-w", "-D", self.folder)

    def ask(self, sql: str, database: str = "ksm") -> str:
        return run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self._at(database), "-c", sql).strip()

    def wait_until(self, sql: str) -> None:
        """Until the server says `t` to it."""
        deadline = time.monotonic() + 20
        while self.ask(sql) != "t":
            if time.monotonic() > deadline:
                raise TimeoutError(sql)
            time.sleep(0.05)

    def fill(self) -> None:
        """The tables of the test's own database, with the rows that migrations had put into them."""
        self.ask("CREATE DATABASE ksm", "postgres")
        given = connection.settings_dict
        source = f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
        dump = self.folder.with_suffix(".sql")
        password = {**os.environ, "PGPASSWORD": given["PASSWORD"]}
        run("pg_dump", "--no-owner", "--no-privileges", "-f", dump, "-d", source, env=password)
        run("psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", self._at("ksm"), "-f", dump)

    def _at(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"


@contextlib.contextmanager
def cluster_folder():
    """A folder in which the user postgres may write; whatever still runs in it is ended."""
    folder = Path(tempfile.mkdtemp(prefix="ksm-cluster-", dir="/tmp"))  # sockets want a short path
    if AS_POSTGRES:
        shutil.chown(folder, "postgres")
    try:
        yield folder
    finally:
        for started in folder.glob("*/postmaster.pid"):
            Cluster(started.parent).stop()
        for number in folder.glob("pgbouncer.pid"):
            run("kill", number.read_text().strip())
        shutil.rmtree(folder)


def pool_before(cluster: Cluster, size: int) -> str:
    """The address of a PgBouncer in transaction mode that shares so many connections among all who come."""
    port, folder = free_port(), cluster.folder.parent
    (folder / "users.txt").write_text('"postgres" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\nksm = host=127.0.0.1 port={cluster.port}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {folder}/users.txt\nadmin_users = postgres\n"
        f"pool_mode = transaction\ndefault_pool_size = {size}\n"
        f"logfile = {folder}/pgbouncer.log\npidfile = {folder}/pgbouncer.pid\n"
    )
    run("/usr/sbin/pgbouncer", "-d", "-q", folder / "pgbouncer.ini")
    wait_for_port(port)
    return f"postgres://postgres@127.0.0.1:{port}/ksm"
