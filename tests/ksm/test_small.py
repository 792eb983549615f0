"""What is told of a process's memory is what the kernel tells, and a worker is asked as a user would."""

import pytest

from ksm.bench.load import session_of
from ksm.bench.small import serve
from tests.support import factories


@pytest.mark.once
def test_memory_is_told_of_the_first_process_and_of_each_worker(transactional_db, monkeypatch, settings):
    sari = factories.make_facilitator("sari")
    given = {"DATABASE_URL": f"sqlite:///{settings.DATABASES['default']['NAME']}"}
    for name, value in {**given, "DJANGO_SETTINGS_MODULE": "tests.settings"}.items():
        monkeypatch.setenv(name, value)
    server, seconds = serve(["--workers", "2"], session_of(sari))
    try:
        assert 0 < server.ask("/ksm/") < seconds + 10
        shares = server.memory()
        assert len(shares) == 3
        assert all(2 < share < 500 for share in shares)
        with pytest.raises(RuntimeError, match="/ksm/999999/: 404"):
            server.ask("/ksm/999999/")
    finally:
        server.stop()
