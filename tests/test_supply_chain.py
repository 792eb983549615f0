"""What is installed: pinned with hashes, wheels alone, and nothing that was left behind."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-tools.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock):
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text())
    assert len(blocks) > 20
    assert [one.split()[0] for one in blocks if not re.match(r"\S+==\S+ \\\n\s+--hash=sha256:", one)] == []
    assert {one.split("==")[0] for one in blocks} & {"docopt", "num2words"} == set()


def test_nothing_is_installed_but_by_hash_and_nothing_is_built():
    installs = [
        line
        for path in (ROOT / "bin").iterdir()
        for line in path.read_text().splitlines()
        if re.search(r"\bpip install\b", line)
    ]
    assert len(installs) == 1
    assert "--require-hashes --only-binary :all:" in installs[0]


def audited(tmp_path, says: str, status: int) -> tuple[int, str]:
    """What `bin/audit` makes of what pip-audit says: a copy of it beside a tool that says so."""
    for folder in ("bin", ".venv-tools/bin"):
        (tmp_path / folder).mkdir(parents=True)
    script = (ROOT / "bin" / "audit").read_text()
    tool = f"#!/bin/sh\ncat <<'END'\n{says}\nEND\nexit {status}\n"
    nothing = "#!/bin/sh\n"
    for name, text in (("audit", script), ("environment", nothing), ("../.venv-tools/bin/pip-audit", tool)):
        path = tmp_path / "bin" / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    words, inherited = [tmp_path / "bin" / "audit"], {"PATH": os.environ["PATH"]}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=inherited)  # noqa: S603  (ours)
    return done.returncode, done.stdout + done.stderr


def test_an_audit_tells_known_weaknesses_from_a_list_that_cannot_be_reached(tmp_path):
    assert audited(tmp_path / "none", "No known vulnerabilities found", 0)[0] == 0
    status, told = audited(tmp_path / "some", "Found 2 known vulnerabilities in 1 package\nPYSEC-1", 1)
    assert (status, told.count("PYSEC-1")) == (1, len(LOCKS))
    skipped = "No known vulnerabilities found\ndjango  Dependency not found and could not be audited"
    status, told = audited(tmp_path / "unknown", skipped, 0)
    assert (status, "NOT AUDITED: 1 packages" in told) == (3, True)
    status, told = audited(tmp_path / "away", "Traceback\nConnectionError: no route", 1)
    assert (status, "NOT AUDITED" in told, "Traceback" in told) == (3, True, False)
