"""What can be wrong before the program runs: each a clear sentence for the operator and an exit code, no traceback.

The command line speaks Japanese (design 5), so these sentences do too. Nothing is touched when one is raised.
"""

from __future__ import annotations

from typing import ClassVar


class StartFault(Exception):
    """The program can't start as things are. `str()` is the sentence for stderr."""

    exit_code: ClassVar[int] = 2
    sentence: ClassVar[str] = "起動できません。"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.sentence.format(**facts))


class WrongKey(StartFault):
    """The key does not open the database."""

    exit_code = 3
    sentence = (
        "鍵がデータベース {path} と合いません。MADOGUCHI_MASTER_KEY または MADOGUCHI_MASTER_KEY_FILE を、"
        "このデータベースを作ったときのものにしてください。データには触れていません。"
    )


class KeyMissing(StartFault):
    """There is a database but not its key."""

    exit_code = 4
    sentence = (
        "データベース {path} はありますが、鍵のファイル {key} がありません。控えてある鍵を元の場所に戻してください。"
        "新しい鍵は作っていません。"
    )


class BadKey(StartFault):
    """The key itself can't be read."""

    exit_code = 4
    sentence = "鍵 {where} を読めません。32バイトの鍵を16進数64文字で書いてください。"


class Locked(StartFault):
    """Somebody else holds the database."""

    exit_code = 5
    sentence = (
        "データベース {path} をほかのプログラムが使っていて、開けません。それを終わらせてから、もう一度お試しください。"
    )


class DiskFull(StartFault):
    """No room."""

    exit_code = 6
    sentence = "ディスクがいっぱいで {path} に書けません。空きを作ってから、もう一度お試しください。"


class Unwritable(StartFault):
    """A folder that may not be written."""

    exit_code = 6
    sentence = "フォルダー {path} に書けません。書き込みの権限を確かめてください。"


class NewerSchema(StartFault):
    """The database was made by a newer program."""

    exit_code = 7
    sentence = (
        "データベースの形式（{found}）が、このプログラムより新しいものです。新しいほうのプログラムで動かしてください。"
        "データには触れていません。"
    )


class OlderSchema(StartFault):
    """PostgreSQL is never migrated by itself."""

    exit_code = 7
    sentence = "データベースの形式が古いままです。先に「python main.py migrate」を実行してください。"


class Unreachable(StartFault):
    """PostgreSQL does not answer."""

    exit_code = 8
    sentence = "データベースにつながりません（{reason}）。MADOGUCHI_DATABASE_URL を確かめてください。"


class BadSetting(StartFault):
    """A setting that can't be used."""

    exit_code = 2
    sentence = "設定 {name} が正しくありません。{reason}"
