"""Answers that arrive later by a job, and answers that are taken back."""

from __future__ import annotations

from data.gateways.line.events import Incoming
from tests.nodes.probe import ASK, FORM, scenario
from tests.resident.talking import publish


class TestJobs:
    """Photos take a job: its result comes back as an event of our own."""

    def ask_for_photo(self, hanako, town):
        nodes = (
            "  - {id: a, kind: question, slot: photo, field: {kind: photo, ask: 写真をどうぞ。}, next: b}\n"
            "  - {id: b, kind: end, says: 受け取りました。}\n"
        )
        publish(town, scenario(nodes))
        hanako.says("probe")
        hanako.sends("image", message_id="55")
        return hanako.jobs[0]

    def result(self, hanako, job, **result):
        incoming = Incoming("job", raw_type=job.kind)
        return hanako.does(incoming, {"for": job.payload.get("for"), **result})

    def test_the_result_answers_the_question(self, hanako, town):
        job = self.ask_for_photo(hanako, town)
        assert job.kind == "fetch_content"

        self.result(hanako, job, attachment_id="ab", size=1000, sniffed_type="image/jpeg", file_name="a.jpg")

        assert "受け取りました。" in hanako.reply

    def test_meanwhile_anything_else_is_being_checked(self, hanako, town):
        self.ask_for_photo(hanako, town)

        assert "確認中" in hanako.says("まだですか")

    def test_leaving_works_meanwhile_and_the_result_is_then_nobodys(self, hanako, town):
        job = self.ask_for_photo(hanako, town)
        hanako.says("やめる")

        self.result(hanako, job, attachment_id="ab", size=1000, sniffed_type="image/jpeg", file_name="a.jpg")

        assert hanako.messages == []

    def test_put_off_meanwhile_nothing_is_said_and_the_question_comes_back(self, hanako, town):
        job = self.ask_for_photo(hanako, town)
        hanako.says("あとで")

        self.result(hanako, job, attachment_id="ab", size=1000, sniffed_type="image/jpeg", file_name="a.jpg")
        assert hanako.messages == []

        hanako.says("続ける")
        assert "写真をどうぞ" in hanako.reply

    def test_a_result_that_names_no_dialog_is_the_open_ones(self, hanako, town):
        self.ask_for_photo(hanako, town)
        result = {"attachment_id": "ab", "size": 1000, "sniffed_type": "image/jpeg", "file_name": "a.jpg"}

        hanako.does(Incoming("job", raw_type="fetch_content"), result)

        assert "受け取りました。" in hanako.reply

    def test_a_result_never_answers_another_dialog(self, hanako, town):
        job = self.ask_for_photo(hanako, town)
        hanako.says("あとで")
        hanako.says("probe")
        hanako.sends("image", message_id="56")

        self.result(hanako, job, attachment_id="ab", size=1000, sniffed_type="image/jpeg", file_name="a.jpg")

        assert hanako.messages == []
        assert "dialog" in hanako.tracker


def test_only_the_message_that_gave_an_answer_takes_it_back(hanako, town):
    publish(town, FORM.replace("ask: お名前は。", "ask: お名前は。, max: 5"))
    publish(town, scenario("  - {id: a, kind: form, form: seat, next: b}\n  - {id: b, kind: end}\n"))
    hanako.says("probe")
    hanako.says("花子")
    hanako.taps("修正")
    hanako.says("五文字より長い名前")

    hanako.sends("unsend", unsent_message_id="m3")

    assert "花子" in hanako.says("戻る")


def test_a_message_taken_back_is_asked_for_again(hanako, town):
    publish(town, FORM.replace("submit: {action: test.reserve}", "done: 済み"))
    publish(town, scenario(ASK + "  - {id: b, kind: form, form: seat, next: c}\n  - {id: c, kind: end}\n"))
    hanako.says("probe")
    hanako.says("ひみつ")
    hanako.says("花子")
    assert "花子" in hanako.reply

    hanako.sends("unsend", unsent_message_id="m2")
    hanako.sends("unsend", unsent_message_id="m3")

    assert "ひみつ" not in str(hanako.tracker)
    assert "花子" not in str(hanako.tracker)
    hanako.says("送信")
    assert "済み" not in hanako.reply
    assert "お名前は" in hanako.reply
