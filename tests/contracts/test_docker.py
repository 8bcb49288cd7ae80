"""The container files name only what is there. Nothing is built here: no engine runs in the tests."""

from __future__ import annotations

import fnmatch
import re
import tomllib

import yaml

from data.settings import PREFIX, Settings
from tests.contracts.tree import ROOMS, ROOT

DOCKER = ROOT / "docker"
DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DOCKER / "compose.yml").read_text(encoding="utf-8"))
CADDYFILE = (DOCKER / "Caddyfile").read_text(encoding="utf-8")
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}


def copied() -> list[str]:
    """What the image takes from the repository."""
    lines = [line for line in DOCKERFILE.splitlines() if line.startswith("COPY ") and "--from=" not in line]
    return [name for line in lines for name in line.split()[1:-1]]


def test_the_image_takes_the_whole_program_and_nothing_else():
    assert {name for name in copied() if (ROOT / name).is_dir()} == set(ROOMS)
    assert [name for name in copied() if not (ROOT / name).exists()] == []
    assert {"main.py", "requirements.lock", "pyproject.toml"} <= set(copied())


def test_the_builder_is_given_exactly_what_is_copied():
    first, *lines = [line for line in (DOCKER / "Dockerfile.dockerignore").read_text().split() if line[0] in "*!"]

    assert first == "*"
    assert {line.lstrip("!") for line in lines if line.startswith("!")} == set(copied())


def test_the_image_runs_our_python_as_nobody_in_particular_and_is_watched():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["requires-python"].removeprefix(">=")

    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == [f"python:{version}-slim"] * 2
    assert re.search(r"^USER madoguchi$", DOCKERFILE, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*\n.*/health", DOCKERFILE, re.MULTILINE)
    assert re.search(r"^VOLUME /var/lib/madoguchi$", DOCKERFILE, re.MULTILINE)
    assert "MADOGUCHI_HOME=/var/lib/madoguchi" in DOCKERFILE
    assert "pip install --no-cache-dir -r requirements.lock -r requirements-scale.lock" in DOCKERFILE


def test_every_setting_in_the_container_files_exists():
    texts = [DOCKERFILE, *(path.read_text(encoding="utf-8") for path in DOCKER.glob("*.example"))]
    named = {name for text in texts for name in re.findall(rf"{PREFIX}[A-Z_]+[A-Z]", text)}
    given = set(COMPOSE["services"]["madoguchi"]["environment"])

    assert named | given <= SETTINGS
    assert {f"{PREFIX}LINE_STAFF_SECRET", f"{PREFIX}LINE_STAFF_TOKEN"} <= named


def test_the_key_and_the_settings_stay_out_of_the_repository_and_of_home():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    service = COMPOSE["services"]["madoguchi"]
    kept = [f"docker/{service['env_file']}", f"docker/{COMPOSE['secrets']['master_key']['file'].removeprefix('./')}"]

    assert [name for name in kept if not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)] == []
    assert service["environment"]["MADOGUCHI_MASTER_KEY_FILE"] == "/run/secrets/master_key"
    assert not any("/run/secrets" in volume for volume in service["volumes"])


def test_only_caddy_is_reached_from_outside():
    services = COMPOSE["services"]

    assert set(services) == {"madoguchi", "caddy"}
    assert "ports" not in services["madoguchi"]
    assert services["caddy"]["ports"] == ["80:80", "443:443"]
    assert services["madoguchi"]["environment"]["MADOGUCHI_TRUSTED_PROXIES"] == "1"


def test_caddy_speaks_modern_tls_only_and_leads_to_the_program():
    port = re.search(r"MADOGUCHI_LISTEN=0\.0\.0\.0:(\d+)", DOCKERFILE)

    assert port is not None
    assert "protocols tls1.2 tls1.3" in CADDYFILE
    assert re.search(r'Strict-Transport-Security "max-age=\d{8}"', CADDYFILE)
    assert f"reverse_proxy madoguchi:{port[1]}" in CADDYFILE
    assert re.search(r"@inside path /metrics /actions\n\s*respond @inside 404", CADDYFILE)
    assert CADDYFILE.count("{") == CADDYFILE.count("}")
