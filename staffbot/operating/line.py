"""What can be typed after `main.py`."""

from __future__ import annotations

import argparse
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="main.py", description="窓口 — LINEの中の役場の窓口")
    commands = top.add_subparsers(dest="command", required=True, metavar="コマンド")
    one = commands.add_parser("demo", help="この1台だけで、見本の村と一緒に動かします")
    one.add_argument("--port", type=int, default=8000, help="画面を開くポート（はじめは8000）")
    one.add_argument("--reset", action="store_true", help="デモのデータを消して、はじめからにします")
    one = commands.add_parser("serve", help="本番として動かします")
    one.add_argument("--role", choices=["all"], default="all", help="役割")
    commands.add_parser("migrate", help="データベースの形式を新しくします")
    one = commands.add_parser("seed", help="はじめのシナリオなどを入れます（何度でも同じ結果です）")
    one.add_argument("--sample", action="store_true", help="見本の村のデータも入れます")
    one = commands.add_parser("check", help="設定と中身を確かめます（何も作らず、何も変えません）")
    one.add_argument("--content", action="store_true", help="プログラムに付いてくるシナリオや文だけを確かめます")
    one = commands.add_parser("invite", help="職員の招待コードを作ります")
    one.add_argument("--role", choices=["administrator", "editor", "operator", "viewer"], required=True)
    one.add_argument("--name", required=True, help="職員の名前")
    commands.add_parser("backup", help="バックアップを作って、確かめます（動いている最中でも作れます）")
    one = commands.add_parser("verify", help="バックアップを試しに復元して、確かめます")
    one.add_argument("file", type=Path, help="バックアップ、または消去証明書のファイル")
    one = commands.add_parser("restore", help="バックアップから元に戻します")
    one.add_argument("file", type=Path, help="バックアップのファイル")
    one.add_argument("--force", action="store_true", help="いまのデータと入れ替えます（いまのデータは残ります）")
    one = commands.add_parser("rotate-key", help="マスター鍵を新しくします（動いている最中でもできます）")
    one.add_argument("--data", action="store_true", help="データも新しい鍵で暗号化し直します（止めてから実行します）")
    one.add_argument("--new-key-file", type=Path, help="新しい鍵のファイル（プログラムが鍵を書き換えられないとき）")
    one.add_argument("--confirm", action="store_true", help="新しい鍵で動くと確かめたあと、前の鍵とデータを消します")
    one = commands.add_parser("erase", help="契約が終わったとき、すべてのデータを消して証明書を作ります")
    one.add_argument("--confirm", required=True, metavar="市町村の名前", help="消してよいことの確認")
    one.add_argument("--export", type=Path, help="消す前に、すべての記録とファイルを1つのZIPに出します")
    return top
