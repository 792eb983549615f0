"""docs/deploy.md, its units and containers name only what exists.

bin/try-deploy and bin/try-containers try that it runs.
"""

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
DEPLOY, UNITS = ROOT / "deploy", ROOT / "deploy" / "systemd"
PAGE = (ROOT / "docs" / "deploy.md").read_text()
CONTAINER, COMPOSE = (ROOT / "Containerfile").read_text(), (ROOT / "compose.yaml").read_text()


def steps() -> str:
    """The commands of the page, as bin/try-deploy takes them."""
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def test_the_page_and_the_units_name_only_what_exists():
    units = {path.name: path.read_text() for path in UNITS.iterdir() if path.is_file()}
    everything = "\n".join([steps(), CONTAINER, COMPOSE, *units.values()])
    commands = set(re.findall(r"(?:manage\.py,? |ksm-manage )([a-z_]+)", everything))
    assert len(commands) > 8
    assert commands - set(get_commands()) == set()
    assert set(re.findall(r"ksm-[a-z]+\.(?:service|timer)", everything)) <= set(units)
    asked = {name for name in units if name.endswith(".timer")} | {"ksm-web.service", "ksm-worker.service"}
    assert asked <= set(re.findall(r"ksm-\w+\.\w+", steps()))
    files = set(re.findall(r"(?:now|\.)/(deploy/[\w./-]+\w)", everything))
    assert files
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_every_timer_has_its_service_and_runs_once():
    for timer in UNITS.glob("*.timer"):
        assert "Type=oneshot" in timer.with_suffix(".service").read_text()
        assert "Persistent=true" in timer.read_text()  # also after a night without power


def test_every_timer_is_enabled_at_first_and_at_an_upgrade_and_tried_by_hand():
    timers = {timer.name for timer in UNITS.glob("*.timer")}
    enabled = re.findall(r"^systemctl enable --now --quiet (.*\.timer)$", steps(), re.MULTILINE)
    assert [set(line.split()) for line in enabled] == [timers, timers]
    tried = re.search(
        r"^for job in (.*); do systemctl start ksm-\$job\.service; done$", steps(), re.MULTILINE
    )
    assert {f"ksm-{job}.timer" for job in tried[1].split()} == timers


def test_users_and_groups_of_units_are_made_on_the_page():
    """`--user-group` makes a group of the user's name; `--gid` takes one that is there."""
    made = [line.split() for line in steps().splitlines() if line.startswith("useradd ")]
    known = {
        "User": {words[-1] for words in made},
        "Group": {words[-1] for words in made if "--user-group" in words},
    }
    told = "\n".join(path.read_text() for path in UNITS.rglob("*") if path.is_file())
    asked = re.findall(r"^(User|Group)=(.+)$", told, re.MULTILINE)
    assert ("User", "ksm_owner") in asked
    assert [(kind, name) for kind, name in asked if name not in known[kind]] == []


def test_whoever_owns_the_tables_gives_least_rights_and_empties_in_containers_too():
    for service, commands in {
        "migrate": ("migrate", "grant_least_rights"),
        "data": ("carry_out_withdrawals", "anonymise"),
    }.items():
        block = re.search(rf"^  {service}:\n((?:    .*\n)+)", COMPOSE, re.MULTILINE)[1]
        assert re.search(r"environment: (&|\*)owner$", block, re.MULTILINE)
        assert tuple(re.findall(r"manage\.py (\w+)", block)) == commands


def test_settings_of_the_page_are_read_by_the_product():
    env = re.search(r"ksm\.env \) <<END\n(.*?)^END$", steps(), re.MULTILINE | re.DOTALL)[1]
    settings = (ROOT / "ksm" / "settings.py").read_text()
    names = [line.split("=")[0] for line in env.splitlines()]
    assert {"SECRET_KEY", "DATA_KEY", "BACKUP_PASSPHRASE", "DATABASE_URL"} <= set(names)
    assert [name for name in names if f'"{name}"' not in settings] == []


def test_containers_follow_the_same_steps():
    """The same script installs, the same files say how gunicorn, nginx and the database behave."""
    assert "RUN bin/environment run" in CONTAINER
    for shared in ("manage.py collectstatic --noinput --verbosity 0", "deploy/gunicorn.conf.py"):
        assert shared in CONTAINER
    assert "manage.py collectstatic --noinput --verbosity 0" in steps()
    for shared in ("deploy/roles.sql", "deploy/database.sql"):
        assert f"./{shared}" in COMPOSE
        assert shared in steps()
    assert "./deploy/nginx.conf" in COMPOSE


def commands_of(unit: str) -> list[str]:
    """What a unit of the product runs, as words behind manage.py."""
    return re.findall(r"^ExecStart=.*manage\.py (.+)$", (UNITS / unit).read_text(), re.MULTILINE)


def test_a_night_in_containers_does_what_the_timers_do():
    """What the owner of the tables does has a service of its own."""
    timers = [timer.with_suffix(".service").name for timer in UNITS.glob("*.timer")]
    wanted = {command for unit in timers if unit != "ksm-data.service" for command in commands_of(unit)}
    jobs = re.search(r"^for job in (.*); do$", (DEPLOY / "night.sh").read_text(), re.MULTILINE)[1]
    assert set(shlex.split(jobs)) == wanted
    assert "command: [sh, deploy/night.sh]" in COMPOSE


def test_containers_are_run_as_both_engines_understand_and_as_the_units_are():
    """Podman refuses an owner of a tmpfs; while it is set up, the database answers on its socket alone."""
    assert re.findall(r"^  tmpfs: (.*)$", COMPOSE, re.MULTILINE) == ["[/tmp]"]
    assert '"pg_isready", "-h", "127.0.0.1"' in COMPOSE
    for service in ("web", "worker"):
        block = re.search(rf"^  {service}:\n((?:    .*\n)+)", COMPOSE, re.MULTILINE)[1]
        waits = re.search(r"TimeoutStopSec=(\d+)", (UNITS / f"ksm-{service}.service").read_text())[1]
        assert f"stop_grace_period: {waits}s" in block
    nginx = (DEPLOY / "nginx.conf").read_text()
    put_right = re.findall(r"s([/#])(.+?)\1.*?\1", re.search(r'sed "(.*)"', COMPOSE)[1])
    assert [old for _, old in put_right if old.replace("\\", "") not in nginx] == []
    assert len(put_right) == 3
    assert "/var/log/" not in nginx.replace(put_right[2][1], "")  # no file grows in a container


def test_the_section_on_containers_names_only_services_that_there_are():
    steps = "\n".join(re.findall(r"^```shell\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    asked = re.findall(
        r"compose (?:run --rm|exec -T|up -d|stop|restart|build)((?: --[\w-]+)*(?: [a-z]+)+)", steps
    )
    named = {word for words in asked for word in words.split() if not word.startswith("--")} - {"sh", "psql"}
    known = set(re.findall(r"^  ([a-z]+):$", COMPOSE, re.MULTILINE))
    assert {"database", "migrate", "night", "data", "web", "worker", "proxy"} <= named
    assert named - known - {"tar"} == set()
    assert set(re.findall(r"^manage (\w+)", steps, re.MULTILINE)) <= known


def test_no_step_gives_the_product_the_right_to_change_tables():
    granted = re.findall(r"GRANT (.*?) ON|GRANT (\w+) ON DATABASE", (DEPLOY / "database.sql").read_text())
    words = {word for pair in granted for one in pair for word in one.replace(",", " ").split()}
    assert words == {"CONNECT", "USAGE", "SELECT", "INSERT", "UPDATE", "DELETE"}
