"""B11: how mail is sent is a setting, and can be tried out."""

import socket

import httpx
import pytest
from tests.integration.mail.postbox import HOST, Postbox, open_postbox
from tests.integration.settings.conftest import Served

LOGIN = ("house", "correct horse")


async def point_at(ada: httpx.AsyncClient, box: Postbox, **more: object) -> None:
    values = {
        "host": HOST,
        "port": box.port,
        "security": "none",
        "sender": "house@example.com",
        "sender_name": "Ladehaus Süd",
        **more,
    }
    for name, value in values.items():
        at = f"/settings/mail.{name}"
        version = (await ada.get(at)).json()["version"]
        answer = await ada.patch(at, json={"value": value, "version": version})
        assert answer.status_code == 200, answer.text


async def try_out(client: httpx.AsyncClient, to: str = "grace@example.org") -> httpx.Response:
    return await client.post("/settings/mail/test", json={"to": to})


async def test_a_test_mail_is_sent_with_the_settings_as_they_are(served: Served) -> None:
    async with served.as_("ada") as ada, open_postbox(login=LOGIN) as box:
        await point_at(ada, box, user=LOGIN[0], password=LOGIN[1])
        answer = await try_out(ada)
        assert (answer.json()["sent"], answer.json()["why"]) == (True, None)
        assert "kept as 4711" in answer.json()["answer"]
        [came] = box.received
        assert str(came["From"].addresses[0]) == "Ladehaus Süd <house@example.com>"
        await point_at(ada, box, password="a guess")
        wrong = (await try_out(ada)).json()
        assert (wrong["sent"], wrong["why"]) == (False, "authentication")
        assert "a guess" not in str(wrong)
        box.recipient_answer = "550 5.1.1 no such user"
        await point_at(ada, box, password=LOGIN[1])
        refused = (await try_out(ada)).json()
        assert (refused["why"], refused["answer"]) == (
            "recipient_refused",
            "550 5.1.1 no such user",
        )


async def test_a_server_that_is_not_there_is_told_in_words(served: Served) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        nobody = Postbox(port=taken.getsockname()[1])
        async with served.as_("ada") as ada:
            await point_at(ada, nobody)
            refused = (await try_out(ada)).json()
            assert (refused["why"], refused["told"]) == (
                "refused",
                "The server refused the connection.",
            )
            await point_at(ada, nobody, host="no.such.host.invalid")
            assert (await try_out(ada)).json()["why"] == "host_unknown"


@pytest.mark.parametrize("to", ["", "grace", "grace@example.org\r\nBcc: all@example.org"])
async def test_a_test_goes_to_an_address(served: Served, to: str) -> None:
    async with served.as_("ada") as ada, open_postbox() as box:
        await point_at(ada, box)
        answer = await try_out(ada, to)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["to"]
        assert box.received == []


async def test_without_a_server_there_is_nothing_to_try(served: Served) -> None:
    async with served.as_("ada") as ada:
        answer = await try_out(ada)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/mail_not_set_up")
        assert answer.json()["details"] == {"settings": ["mail.host", "mail.sender"]}


async def test_mail_settings_and_tests_need_their_own_permission(served: Served) -> None:
    change = {"value": "post.example.com", "version": 0}
    async with served.as_("settings.read,settings.update") as changer:
        assert (await changer.patch("/settings/mail.host", json=change)).status_code == 403
        assert (await try_out(changer)).status_code == 403
    async with served.as_("settings.update,mail.update") as keeper:
        assert (await keeper.patch("/settings/mail.host", json=change)).status_code == 200
