"""Why keys are not changed, each a sentence for the operator."""

from __future__ import annotations

from data.db.faults import StartFault


class KeyFault(StartFault):
    """The keys can't be changed as asked; nothing was changed."""

    exit_code = 11


class NewKeyNeeded(KeyFault):
    """The master key comes from where the program can't write."""

    sentence = (
        "マスター鍵は {where} から読んでいるので、プログラムからは書き換えられません。新しい鍵を置くファイルを"
        " --new-key-file で指定してください（なければ作ります）。何も変えていません。"
    )


class SameKey(KeyFault):
    """The new key is the present one."""

    sentence = "{path} の鍵は、いまの鍵と同じです。別のファイルを指定してください。何も変えていません。"


class NoKeys(KeyFault):
    """There is nothing here whose keys could be changed."""

    sentence = "{home} には、鍵を変えるデータがありません。MADOGUCHI_HOME を確かめてください。"


class KeysBusy(KeyFault):
    """Somebody else is changing them."""

    exit_code = 5
    sentence = "ほかの「rotate-key」が動いています。終わってから、もう一度お試しください。"


class RenewalUnfinished(KeyFault):
    """A renewal was interrupted while it swapped the old for the new."""

    exit_code = 5
    sentence = (
        "前の暗号化のやり直しが途中で止まっています。「python main.py rotate-key --data」をもう一度実行すると、"
        "最後まで終わります。"
    )


class CopyDiffers(KeyFault):
    """The renewed copy is not what it was copied from."""

    sentence = (
        "新しい鍵で作った写しが、元のデータと合いません（{what}）。元のデータはそのままです。"
        "「python main.py check」で確かめてください。"
    )
