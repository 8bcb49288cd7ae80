"""Everything goes, the certificate says what went, and nothing goes when something is not as it was said."""

from __future__ import annotations

import json
import shutil
import zipfile

import pytest
import sqlalchemy as sa

from data.backups.locks import sharing_home
from data.backups.making import make_backup
from data.db import postgres
from data.db.faults import StillRunning, Unwritable
from data.db.opening import keys_of, open_home, short_session
from data.erase.certificate import is_certificate, read_certificate
from data.erase.erasing import erase_everything
from data.erase.faults import EraseUnfinished, ExportThere, NoCertificate, NothingToErase, OtherTown
from data.keys.master import rotate_master
from data.residents.service import meet_resident
from data.settings import read_settings
from tests.backups.conftest import EMBEDDED, NOW
from tests.backups.home import tree
from tests.keys.conftest import PICTURE
from tests.keys.killing import killed_before

TOWN = "戸沢村"


def everything_of(settings) -> dict[str, object]:
    found: dict[str, object] = dict(tree(settings.home))
    if url := settings.database_url.get_secret_value():
        engine = postgres.engine(url)
        with engine.connect() as connection:
            found["tables"] = sorted(sa.inspect(connection).get_table_names())
        engine.dispose()
    return found


def test_nothing_is_left_and_the_certificate_says_what_there_was(settings, made):
    rotate_master(settings)
    with short_session(settings) as session:
        meet_resident(session, channel="public", line_user_id="U2", now=NOW)

    done = erase_everything(settings, town=TOWN, export=None, now=NOW)

    assert [path.name for path in settings.home.iterdir() if path.suffix != ".lock"] == [done.certificate.name]
    if settings.database_url.get_secret_value():
        assert everything_of(settings)["tables"] == []
    facts = read_certificate(done.certificate)
    assert facts == done.facts
    assert facts["inventory"]["rows"]["resident"] == 2
    groups = {group["name"]: group["count"] for group in facts["inventory"]["groups"]}
    assert groups["keys"] == 3  # the master key, the one before, the ring
    assert (groups["files"], groups["backups"]) == (1, 1)
    assert (facts["town"], facts["left"], facts["keys_in_environment"]) == (TOWN, [], False)
    assert is_certificate(done.certificate)


@pytest.mark.parametrize("town", ["戸沢", "鮭川村", ""])
def test_another_towns_name_touches_nothing(settings, town):
    before = everything_of(settings)

    with pytest.raises(OtherTown, match="--confirm 戸沢村"):
        erase_everything(settings, town=town, export=None, now=NOW)

    assert everything_of(settings) == before


@EMBEDDED
def test_the_name_may_be_typed_in_another_width(settings):
    assert erase_everything(settings, town=" 戸沢村　", export=None, now=NOW).certificate.exists()


def test_not_beside_a_running_program(settings):
    before = everything_of(settings)

    with sharing_home(settings.home), pytest.raises(StillRunning):
        erase_everything(settings, town=TOWN, export=None, now=NOW)

    assert everything_of(settings) == before


def test_others_connected_to_postgresql_stop_it(settings):
    url = settings.database_url.get_secret_value()
    if not url:
        return
    engine = postgres.engine(url)
    with engine.connect() as other:
        other.execute(sa.text("SELECT 1"))
        with pytest.raises(StillRunning):
            erase_everything(settings, town=TOWN, export=None, now=NOW)
    engine.dispose()


@EMBEDDED
def test_an_empty_home_has_nothing_to_erase(database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty")
    for home in (folder, folder / "none"):
        with pytest.raises(NothingToErase):
            erase_everything(read_settings(home=home, mode="trial"), town=TOWN, export=None, now=NOW)


def test_the_export_holds_every_row_and_file_and_needs_no_key(settings, tmp_path_factory):
    with short_session(settings) as session:
        meet_resident(session, channel="public", line_user_id="=HYPERLINK(1)", now=NOW)
    target = tmp_path_factory.mktemp("export") / "all.zip"

    done = erase_everything(settings, town=TOWN, export=target, now=NOW)

    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        contents = {one["entry"]: one for one in json.loads(archive.read("contents.json"))}
        rows = [json.loads(line) for line in archive.read("tables/resident.jsonl").splitlines()]
        assert [row["line_user_id"] for row in rows] == ["U1", "=HYPERLINK(1)"]
        assert "'=HYPERLINK(1)" in archive.read("tables/resident.csv").decode("utf-8-sig")
        (picture,) = [name for name in contents if name.startswith("files/")]
        assert archive.read(picture) == PICTURE
        assert contents[picture]["name"] == "a.png"
        assert set(contents) == set(archive.namelist()) - {"contents.json"}
    assert done.facts["exported"]["rows"] > 1
    assert done.exported == target


@EMBEDDED
def test_an_export_that_cannot_be_written_is_named_and_stops_it(settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "nowhere"
    before = everything_of(settings)

    with pytest.raises(Unwritable, match=str(folder)):
        erase_everything(settings, town=TOWN, export=folder / "all.zip", now=NOW)

    assert everything_of(settings) == before


@EMBEDDED
@pytest.mark.parametrize("name", ["there.zip", "inside.zip"])
def test_an_export_that_would_be_lost_or_would_overwrite_stops_it(settings, tmp_path_factory, name):
    target = tmp_path_factory.mktemp("export") / name
    if name == "there.zip":
        target.write_text("somebody's")
    else:
        target = settings.home / name
    before = everything_of(settings)

    with pytest.raises(ExportThere):
        erase_everything(settings, town=TOWN, export=target, now=NOW)

    assert everything_of(settings) == before


@EMBEDDED
def test_what_the_program_did_not_make_stays_and_is_named(settings):
    (settings.home / "notes").mkdir()
    (settings.home / "notes" / "ours.txt").write_text("the town's own")

    done = erase_everything(settings, town=TOWN, export=None, now=NOW)

    assert done.facts["left"] == ["notes/ours.txt"]
    assert (settings.home / "notes" / "ours.txt").exists()


@EMBEDDED
def test_a_key_elsewhere_goes_too_and_one_in_the_environment_is_told(settings, tmp_path_factory):
    aside = tmp_path_factory.mktemp("keys") / "master"
    shutil.move(settings.home / "master.key", aside)
    elsewhere = read_settings(home=settings.home, mode="trial", master_key_file=aside)
    erase_everything(elsewhere, town=TOWN, export=None, now=NOW)

    assert not aside.exists()


@EMBEDDED
def test_whenever_it_is_killed_it_is_finished_by_running_it_again(settings, made, tmp_path_factory):
    whole = tmp_path_factory.mktemp("whole") / "home"
    shutil.copytree(settings.home, whole)
    kills, unfinished = 0, 0
    while True:
        shutil.rmtree(settings.home)
        shutil.copytree(whole, settings.home)
        if not killed_before(kills, settings.home, lambda: erase_everything(settings, town=TOWN, export=None, now=NOW)):
            break
        if (settings.home / "erasing.json").exists():
            unfinished += 1
            with pytest.raises(EraseUnfinished):
                open_home(settings)
            if not list(settings.home.glob("erasure-certificate-*.json")):
                with pytest.raises(OtherTown):
                    erase_everything(settings, town="鮭川村", export=None, now=NOW)
            done = erase_everything(settings, town=TOWN, export=None, now=NOW)
            assert done.is_resumed
            assert read_certificate(done.certificate)["inventory"]["rows"]["resident"] == 1
            left = [path.name for path in settings.home.iterdir() if path.suffix != ".lock"]
            assert left == [done.certificate.name]
        elif not list(settings.home.glob("erasure-certificate-*.json")):
            assert keys_of(settings)  # nothing was touched
        kills += 1
        assert kills < 100
    assert unfinished >= 5


@EMBEDDED
@pytest.mark.parametrize("change", [("resident", "tenant"), ("戸沢村", "鮭川村"), ("1", "2")])
def test_a_changed_certificate_is_no_certificate(settings, change):
    path = erase_everything(settings, town=TOWN, export=None, now=NOW).certificate
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")

    with pytest.raises(NoCertificate):
        read_certificate(path)


@EMBEDDED
def test_a_backup_is_no_certificate(settings):
    path = make_backup(settings, keys_of(settings), now=NOW).path

    assert not is_certificate(path)
    with pytest.raises(NoCertificate):
        read_certificate(path)
