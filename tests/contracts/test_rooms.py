"""Imports go right only: main -> bot | staffbot -> dialogs -> data."""

from __future__ import annotations

from configparser import ConfigParser

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.contracts.tree import ROOMS, ROOT, imported, modules, tracked


def test_the_contract_names_every_room_in_order():
    contract = ConfigParser()
    contract.read(ROOT / ".importlinter")

    assert tuple(contract["importlinter"]["root_packages"].split()) == ROOMS
    assert contract["importlinter:contract:rooms"]["type"] == "layers"
    assert contract["importlinter:contract:rooms"]["layers"].split("\n")[1:] == ["bot | staffbot", "dialogs", "data"]
    assert "ignore_imports" not in contract["importlinter:contract:rooms"]


def test_no_import_goes_against_the_arrows(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))

    status = lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_rasa_s_sdk_stays_in_the_dialogs():
    importers = [
        path
        for path in modules("bot", "staffbot", "data")
        if any(name.split(".")[0] == "rasa_sdk" for name in imported(path))
    ]

    assert importers == []


def test_only_tests_import_main():
    importers = [path for path in modules(*ROOMS) if any(name.split(".")[0] == "main" for name in imported(path))]

    assert importers == []


def test_no_room_imports_tests():
    assert [path for path in modules(*ROOMS) if any(name.split(".")[0] == "tests" for name in imported(path))] == []


def test_every_folder_of_a_room_is_a_package():
    folders = {path.parent for path in tracked() if path.suffix == ".py" and path.parts[0] in (*ROOMS, "tests")}

    assert [folder for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []
