from uuid import UUID

import pytest

from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.setting import (
    Choice,
    Duration,
    EmailAddress,
    FixedValues,
    Flag,
    Kind,
    Setting,
    Text,
    Texts,
    WebAddress,
    Whole,
    catalogue_of,
)

TENANT = UUID(int=1)
PORT = Setting("mail.port", Whole(1, 65535), 587, "A port.")


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Flag(), True, True),
        (Whole(1, 9), 9, 9),
        (Duration(0.1, 10), 2, 2.0),
        (Text(3), "äöü", "äöü"),
        (Text(3), "", ""),
        (Choice(("off", "on")), "on", "on"),
        (EmailAddress(), "ada@example.com", "ada@example.com"),
        (WebAddress(), "https://example.com/app?id=1", "https://example.com/app?id=1"),
        (Texts(2, 3), ["a", "b"], ("a", "b")),
        (Texts(2, 3), [], ()),
    ],
)
def test_a_value_of_the_kind_is_taken(kind: Kind[object], raw: object, value: object) -> None:
    assert kind.read(raw) == value
    assert type(kind.read(raw)) is type(value)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Flag(), [0, 1, "true", None, []]),
        (Whole(1, 9), [True, 0, 10, 1.0, "1", None, 10**400]),
        (Duration(0.1, 10), [True, 0, 10.5, float("nan"), float("inf"), "1", None]),
        (Text(3), ["four", "a\nb", "\x00", "\ud800", 1, None, ["a"]]),
        (Choice(("off", "on")), ["On", "", True, None, ["on"]]),
        (
            EmailAddress(),
            ["", "ada", "ada@", "@b", "a b@c", "a@b\r\nBcc: x@y", "a@b,c@d", "<a@b>", "ä@b", 1],
        ),
        (
            WebAddress(),
            [
                *("", "example.com", "http://example.com", "https://", "https://exa mple.com"),
                *("javascript:alert(1)", "https://[", "https://a:99999", "https://a/" + "x" * 500),
                *("https://a\n.com", 1, None),
            ],
        ),
        (Texts(2, 3), ["ab", ["a", "b", "c"], ["four"], [""], [1], ["\n"], None, {"a": 1}]),
    ],
)
def test_a_value_of_another_kind_is_refused_at_its_field(
    kind: Kind[object], wrong: list[object]
) -> None:
    setting: Setting[object] = Setting("house.thing", kind, None, "A thing.")
    for raw in wrong:
        with pytest.raises(Invalid) as refusal:
            setting.read(raw)
        assert refusal.value.details["errors"] == [
            {"field": "value", "message": f"must be {kind.rule}"}
        ]


@pytest.mark.parametrize("key", ["mail", "Mail.port", "mail.", ".port", "mail.port.x", "mail port"])
def test_a_key_names_module_and_setting(key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        Setting(key, Flag(), default=True, description="A flag.")


def test_a_secret_is_a_text_and_has_no_default() -> None:
    Setting("mail.password", Text(100), "", "A password.", secret=True)
    with pytest.raises(ValueError, match="is a secret"):
        Setting("mail.password", Text(100), "hunter2", "A password.", secret=True)
    with pytest.raises(ValueError, match="is a secret"):
        Setting("mail.port", Whole(0, 9), 0, "A number.", secret=True)


def test_two_settings_of_one_key_are_noticed() -> None:
    other = Setting("mail.host", Text(10), "", "A host.")
    assert list(catalogue_of([PORT], [other])) == ["mail.host", "mail.port"]
    with pytest.raises(ValueError, match=r"two settings called mail\.port"):
        catalogue_of([PORT], [other, PORT])


def test_what_a_process_is_told_becomes_the_default() -> None:
    assert PORT.with_default(25).default == 25
    assert PORT.default == 587


def test_fixed_values_are_every_tenants() -> None:
    assert FixedValues().value(TENANT, PORT) == 587
    assert FixedValues({"mail.port": 25}).value(TENANT, PORT) == 25
