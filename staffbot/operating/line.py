"""What can be typed after `main.py`, and what is said when it can't be read."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

# What argparse says, and what the operator reads. Anything else it may say becomes the last sentence.
SAID = (
    (r"the following arguments are required: コマンド", "コマンドを書いてください（たとえば serve）。"),
    (r"the following arguments are required: (?P<what>.+)", "「{what}」を書いてください。"),
    (r"argument コマンド: invalid choice: '(?P<what>.*)' .*", "「{what}」というコマンドはありません。"),
    (
        r"argument (?P<name>\S+): invalid choice: '(?P<what>.*)' \(choose from (?P<of>.+)\)",
        "「{name}」に「{what}」は選べません。選べるのは {of} です。",
    ),
    (r"argument (?P<name>\S+): expected one argument", "「{name}」のあとに、値を書いてください。"),
    (r"argument (?P<name>\S+): invalid int value: '(?P<what>.*)'", "「{name}」の「{what}」は数ではありません。"),
    (r"unrecognized arguments: (?P<what>.+)", "「{what}」は読み取れません。"),
)
UNREADABLE = "読み取れません。"


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


class Line(argparse.ArgumentParser):
    """A command line that speaks Japanese."""

    def __init__(self, **given: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Help, **given)
        self._positionals.title, self._optionals.title = "書くもの", "付けられるもの"
        self.add_argument("-h", "--help", action="help", help="この説明を見ます")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how it is written, and end with 2."""
        found = ((re.fullmatch(pattern, message), sentence) for pattern, sentence in SAID)
        said = next((sentence.format(**match.groupdict()) for match, sentence in found if match), UNREADABLE)
        said = said.replace("'", "")
        self.print_usage(sys.stderr)
        self.exit(2, f"{said}くわしくは「{self.prog} --help」で見られます。\n")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = Line(prog="main.py", description="窓口 — LINEの中の役場の窓口")
    commands = top.add_subparsers(dest="command", required=True, metavar="コマンド")

    def add(name: str, does: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=does, description=does)

    one = add("demo", "この1台だけで、見本の村と一緒に動かします")
    one.add_argument("--port", type=int, default=8000, metavar="番号", help="画面を開くポート（はじめは8000）")
    one.add_argument("--reset", action="store_true", help="デモのデータを消して、はじめからにします")
    one = add("serve", "本番として動かします")
    one.add_argument("--role", choices=["all"], default="all", help="役割")
    add("migrate", "データベースの形式を新しくします")
    one = add("seed", "はじめのシナリオなどを入れます（何度でも同じ結果です）")
    one.add_argument("--sample", action="store_true", help="見本の村のデータも入れます")
    one = add("check", "設定と中身を確かめます（何も作らず、何も変えません）")
    one.add_argument("--content", action="store_true", help="プログラムに付いてくるシナリオや文だけを確かめます")
    one = add("invite", "職員の招待コードを作ります")
    roles = ["administrator", "editor", "operator", "viewer"]
    one.add_argument("--role", choices=roles, required=True, help="管理者、編集担当、運用担当、閲覧のみ")
    one.add_argument("--name", required=True, metavar="名前", help="職員の名前")
    add("backup", "バックアップを作って、確かめます（動いている最中でも作れます）")
    one = add("verify", "バックアップを試しに復元して、確かめます")
    one.add_argument("file", type=Path, metavar="ファイル", help="バックアップ、または消去証明書のファイル")
    one = add("restore", "バックアップから元に戻します")
    one.add_argument("file", type=Path, metavar="ファイル", help="バックアップのファイル")
    one.add_argument("--force", action="store_true", help="いまのデータと入れ替えます（いまのデータは残ります）")
    one = add("rotate-key", "マスター鍵を新しくします（動いている最中でもできます）")
    one.add_argument("--data", action="store_true", help="データも新しい鍵で暗号化し直します（止めてから実行します）")
    one.add_argument(
        "--new-key-file",
        type=Path,
        metavar="ファイル",
        help="新しい鍵のファイル（プログラムが鍵を書き換えられないとき）",
    )
    one.add_argument("--confirm", action="store_true", help="新しい鍵で動くと確かめたあと、前の鍵とデータを消します")
    one = add("erase", "契約が終わったとき、すべてのデータを消して証明書を作ります")
    one.add_argument("--confirm", required=True, metavar="市町村の名前", help="消してよいことの確認")
    one.add_argument(
        "--export", type=Path, metavar="ファイル", help="消す前に、すべての記録とファイルを1つのZIPに出します"
    )
    return top
