"""フォーム リンク and 権限: how residents reach a form, and which staff see its answers."""

from __future__ import annotations

from data.forms.service import form_state
from data.staff.objects import is_limited, open_to_all, share, shared_with, unshare
from dialogs.receipt import chat_link, receipt_text
from dialogs.talk import Card, Choice, Picture, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot import asking
from staffbot.binding import Bound
from staffbot.command import Arg, Call, Option, Reply, command
from staffbot.commands.forms import FORMS
from staffbot.commands.forms_shown import NAME, OBJECT, form_of
from staffbot.commands.viewers import VIEWER, viewer_of

WORDS = load_wording()
RIGHTS = "forms_staff.rights"
ADD, DROP, ALL = "add", "drop", "all"


@command(
    FORMS,
    "リンク",
    aliases=("りんく", "URL", "QR", "QRコード"),
    args=(NAME,),
    right="forms:read",
    help="フォームを開くリンクとQRコードです。配信やポスターに使えます。",
    example="フォーム リンク #3",
)
def link(call: Call) -> Reply:
    form = form_of(call)
    words, desk, code = call.words, call.desk, f"F-{form.link_code}"
    short = f"{desk.public_url}/f/{code}"
    rows = [
        Row(words("forms_staff.link.typed"), receipt_text("F", str(form.link_code))),
        Row(words("forms_staff.link.short"), short),
    ]
    if desk.public_basic_id:
        rows.append(Row(words("forms_staff.link.deep"), chat_link(desk.public_basic_id, receipt_text("F", code[2:]))))
    rows.append(Row(words("forms_staff.link.test"), f"{short}?on=test"))
    picture = f"{short}/qr.png"
    choices = [Choice(words("forms_staff.link.qr"), "uri", uri=f"{picture}?openExternalBrowser=1")]
    stage = form_state(call.session, form).stage
    note = "" if stage == "public" else words("forms_staff.link.not_public")
    speech = Speech([Card(form.name, rows=tuple(rows), choices=tuple(choices), note=note)])
    if desk.pictures_url:
        speech.utterances.insert(0, Picture(picture, picture))
    return Reply(speech)


@command(
    FORMS,
    "権限",
    aliases=("けんげん", "見られる人"),
    args=(
        NAME,
        Arg(
            "way",
            "choice",
            "変え方",
            required=False,
            options=tuple(
                Option(WORDS(f"{RIGHTS}.{way}"), way, tuple(WORDS.variants(f"{RIGHTS}.{way}_words")))
                for way in (ADD, DROP, ALL)
            ),
        ),
        Arg("viewer", "name", "チームか人", required=False, lookup=VIEWER),
    ),
    right="forms:publish",
    help="フォームと答えを見られるチームや人を決めます。",
    example="フォーム 権限 #3 加える 福祉課",
)
def rights(call: Call) -> Reply:
    form = form_of(call)
    way, viewer = call.args.get("way"), call.args.get("viewer")
    words = call.words
    if way == ALL:
        open_to_all(call.session, kind=OBJECT, object_id=form.id)
    elif viewer is not None and way == DROP:
        unshare(call.session, kind=OBJECT, object_id=form.id, by=call.staff, **viewer_of(viewer))
    elif viewer is not None:
        share(call.session, kind=OBJECT, object_id=form.id, by=call.staff, **viewer_of(viewer))
    elif way is not None:
        wanted = [arg for arg in call.command.args if arg.name == "viewer"]
        return Reply(asking.begin(call, Bound(call.args, wanted)))
    line, drop = f"フォーム 権限 #{form.id}", words("forms_staff.rights.drop")
    is_changed = way is not None or viewer is not None
    viewers = shared_with(call.session, OBJECT, form.id)
    rows = tuple(
        Row(
            one.name,
            words("forms_staff.rights.team" if one.team_id is not None else "forms_staff.rights.person"),
            Choice(drop, "text", text=f"{line} {drop} {one.name}"),
            is_record=True,
        )
        for one in viewers
    )
    limited = is_limited(call.session, OBJECT, form.id)
    choices = [Choice(words("forms_staff.rights.add"), "text", text=f"{line} {words('forms_staff.rights.add')}")]
    if limited:
        everybody = words("forms_staff.rights.all")
        choices.append(Choice(everybody, "text", text=f"{line} {everybody}"))
    text = words("forms_staff.rights.limited" if limited else "forms_staff.rights.open")
    card = Card(words("forms_staff.rights.title", title=form.name), text, rows=rows, choices=tuple(choices))
    told = [Say(words("forms_staff.rights.changed"))] if is_changed else []
    return Reply(Speech([*told, card]))
