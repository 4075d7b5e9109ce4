from datetime import UTC, datetime, timedelta

import pytest

from chargehouse.contexts.people.model import (
    Failures,
    email_of,
    is_over,
    is_sign_in_token,
    masked_email,
    password_of,
    user_agent_of,
)
from chargehouse.kernel.errors import Invalid

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
EMAIL = "ada.lovelace@example.com"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "x7" * 5 + "ab",
        "päßwörter sind lang",
        "a" * 124 + "bcde",
        "password of my own making",
        "密码密码很长很长的密码啊",
    ],
)
def test_a_long_password_is_taken_as_it_is(password: str) -> None:
    assert password_of(password, email=EMAIL) == password


@pytest.mark.parametrize(
    "password",
    [
        "",
        "eleven char",
        "x" * 129,
        EMAIL,
        EMAIL.upper(),
        "password1234",
        "PasswordPassword",
        "123456789012",
        "012345678901",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "abababababab",
        "administrator!",
        "chargehouse2026",
    ],
)
def test_a_password_that_anybody_would_try_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        password_of(password, email=EMAIL)
    told = refused.value.message + str(refused.value.details)
    assert not password or password not in told


def test_one_password_typed_on_two_keyboards_is_the_same() -> None:
    composed, decomposed = "pässwört of mine", "pa\u0308sswo\u0308rt of mine"
    assert password_of(composed, email=EMAIL) == password_of(decomposed, email=EMAIL)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Ada@Example.COM ", "ada@example.com"), ("jörg@münchen.example", "jörg@münchen.example")],
)
def test_an_e_mail_address_is_kept_in_lower_case(typed: str, kept: str) -> None:
    assert email_of(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "ada", "@", "ada@", "@example.com", "a b@c", "a@b@c", "a@" + "b" * 253, "a@b\x00"]
)
def test_what_is_no_e_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        email_of(typed)


@pytest.mark.parametrize(
    ("email", "shown"),
    [("ada@example.com", "a••••@example.com"), ("a@b", "a••••@b"), ("nonsense", "••••@nonsense")],
)
def test_a_masked_address_shows_one_letter_and_the_host(email: str, shown: str) -> None:
    assert masked_email(email) == shown


def test_each_wait_is_longer_up_to_a_quarter_of_an_hour() -> None:
    failures, now, waits = Failures(0, NOW, NOW), NOW, []
    for _ in range(14):
        failures = failures.another(now)
        waits.append(failures.wait_s(now))
        now = failures.locked_until
        assert failures.wait_s(now) == 0
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900, 900]


def test_a_part_of_a_second_is_waited_for_as_well() -> None:
    failures = Failures(5, NOW, NOW + timedelta(milliseconds=1500))
    assert failures.wait_s(NOW) == 2


def test_failures_are_forgotten_after_a_day() -> None:
    failures = Failures(9, NOW, NOW + timedelta(minutes=15))
    assert failures.another(NOW + timedelta(hours=23)).count == 10
    assert failures.another(NOW + timedelta(hours=24)) == Failures(
        1, NOW + timedelta(hours=24), NOW + timedelta(hours=24)
    )


@pytest.mark.parametrize(
    ("idle", "left", "over"),
    [
        (timedelta(hours=11, minutes=59), timedelta(days=1), False),
        (timedelta(hours=12), timedelta(days=1), True),
        (timedelta(0), timedelta(seconds=1), False),
        (timedelta(0), timedelta(0), True),
    ],
)
def test_a_sign_in_is_over_when_idle_or_old(
    idle: timedelta, left: timedelta, *, over: bool
) -> None:
    assert is_over(NOW - idle, NOW + left, NOW) is over


def test_only_what_looks_like_a_sign_in_is_looked_up() -> None:
    assert is_sign_in_token("chs_" + "A" * 43)
    for other in ("", "cht_" + "A" * 43, "chs_" + "A" * 42, "chs_" + "A" * 43 + "\n", "chs_" + "é"):
        assert not is_sign_in_token(other)


def test_a_browsers_name_is_shortened_and_made_printable() -> None:
    assert user_agent_of("A\x1b[31m\tB") == "A[31mB"
    assert len(user_agent_of("x" * 1000)) == 200
