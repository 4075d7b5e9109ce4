"""Where deliveries may go: addresses and URLs."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehouse.contexts.webhooks.errors import WebhookUrlInvalid
from chargehouse.contexts.webhooks.model.urls import checked_url, without_query
from chargehouse.platform.outside.addresses import is_public
from chargehouse.platform.outside.urls import target_of


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9"),  # noqa: S104  a case
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1"),
        *("192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::ffff:8.8.8.8", "::ffff:10.0.0.1", "::8.8.8.8", "64:ff9b::808:808"),
        *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:808:808::1", "3fff::1"),
        *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
    ],
)
def test_an_address_that_is_not_public_is_recognised(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"],
)
def test_an_address_of_the_internet_is_recognised(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: object) -> None:
    read = ip_address(str(address))
    if read.is_private or read.is_loopback or read.is_link_local or read.is_multicast:
        assert not is_public(read)


@pytest.mark.parametrize(
    "url",
    [
        "https://consumer.example",
        "http://consumer.example:8080/hook?key=v&x=%20",
        "https://consumer.example:443/a/b;c=1",
        "https://8.8.8.8/hook",
        "https://[2606:4700::1111]:8443/",
        "https://xn--bcher-kva.example/",
        "https://under_score.example./",
    ],
)
def test_urls_of_the_internet_are_taken_as_they_are(url: str) -> None:
    assert checked_url(url, allow_private=False) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "consumer.example",
        "ftp://consumer.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user@consumer.example/",
        "https://user:secret@consumer.example/",
        "https://8.8.8.8@127.0.0.1/",
        "https://consumer.example/#part",
        "https://consumer.example/a b",
        "https://consumer.example/\r\nX-Header: 1",
        "https://consumer.example\\@127.0.0.1/",
        "https://bücher.example/",
        "https://consumer.example:22/",
        "https://consumer.example:0/",
        "https://consumer.example:70000/",
        "https://consumer.example:abc/",
        "https://-bad.example/",
        "https://a..b.example/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://" + "a" * 300 + ".example/",
        "https://consumer.example/" + "a" * 2048,
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://10.0.0.1:8080/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://anything.localhost/",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(WebhookUrlInvalid) as refusal:
        checked_url(url, allow_private=False)
    assert refusal.value.details["errors"]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9999/", "http://localhost:8080/", "http://[::1]/"]
)
def test_an_installation_may_allow_its_own_network(url: str) -> None:
    assert checked_url(url, allow_private=True) == url


def test_numbers_in_disguise_are_refused_even_there() -> None:
    with pytest.raises(WebhookUrlInvalid):
        checked_url("http://2130706433/", allow_private=True)


def test_a_url_is_taken_apart_for_a_connection() -> None:
    assert target_of("https://Consumer.example/hook?a=1") == (
        "https",
        "consumer.example",
        443,
        "/hook?a=1",
    )
    assert target_of("http://[::1]:8080") == ("http", "::1", 8080, "/")


def test_the_query_of_a_url_is_left_out_for_others() -> None:
    assert without_query("https://consumer.example/hook?key=v") == "https://consumer.example/hook"
