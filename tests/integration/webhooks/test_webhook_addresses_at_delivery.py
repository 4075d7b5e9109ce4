"""Nothing is sent to an address that is not public, whatever a name led to before."""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.integration.webhooks.conftest import Post, booted
from tests.integration.webhooks.consumer import consuming

from chargehouse.contexts.webhooks.service.posting import Poster
from chargehouse.kernel.clock import FakeClock
from chargehouse.platform.outside import addresses
from chargehouse.platform.outside.network import Lookup

ONE = UUID(int=1)


class Names:
    """A name server whose answers change from one question to the next."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def resolve(self, host: str, _: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "10.0.0.7",
        "169.254.169.254",
        "::ffff:127.0.0.1",
        "100.64.0.1",
        "fe80::1",
    ],
)
async def test_a_name_that_leads_inside_is_not_connected_to(post: Post, address: str) -> None:
    names = Names([address])
    guarded = post.worker(allow_private=False, resolve=names.resolve)
    async with consuming() as consumer:
        created = await post.subscribe(
            f"http://consumer.example:{consumer.port}/", "station.booted"
        )
        await post.happen(booted(post.office))
        await guarded.round()
        await guarded.idle()
        assert (consumer.connections, names.asked) == (0, ["consumer.example"])
    await guarded.stop()
    assert (await post.only(created)).delivery.last_error == "address_not_public"


async def test_a_name_that_leads_to_this_machine_by_the_real_resolver_is_refused(
    post: Post,
) -> None:
    guarded = post.worker(allow_private=False)
    async with consuming() as consumer:
        created = await post.subscribe(f"http://localhost:{consumer.port}/", "station.booted")
        await post.happen(booted(post.office))
        await guarded.round()
        await guarded.idle()
        assert consumer.connections == 0
    await guarded.stop()
    assert (await post.only(created)).delivery.last_error == "address_not_public"


async def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name is asked once a connection: what it leads to a moment later plays no part."""
    here = ip_address("127.0.0.1")
    names = Names(["127.0.0.2", "127.0.0.1"], ["127.0.0.2"])
    poster = Poster(FakeClock(), may_reach=lambda each: each == here, resolve=names.resolve)
    async with consuming() as consumer:
        url = f"http://consumer.example:{consumer.port}/"
        assert (await poster.post(ONE, url, {}, "{}")).answer.status_code == 200
        assert (await poster.post(ONE, url, {}, "{}")).answer.status_code == 200
        assert names.asked == ["consumer.example"]
        assert consumer.heard[0].headers["host"] == f"consumer.example:{consumer.port}"
    await poster.close()


async def test_a_name_that_nobody_has_is_told_so(post: Post) -> None:
    guarded = post.worker(resolve=Names([]).resolve)
    created = await post.subscribe("http://consumer.example/", "station.booted")
    await post.happen(booted(post.office))
    await guarded.round()
    await guarded.idle()
    await guarded.stop()
    assert (await post.only(created)).delivery.last_error == "name_unknown"


async def test_the_real_resolver_gives_addresses() -> None:
    lookup = Lookup()
    found = await lookup.resolve("localhost", 80)
    lookup.close()
    assert found
    assert not any(addresses.is_public(ip_address(each)) for each in found)


async def test_certificates_are_verified_against_the_name(tmp_path: Path) -> None:
    certificate, key = _certificate(tmp_path, "consumer.example")
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=str(certificate))

    async def resolve(_: str, __: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async with consuming(ssl=served) as consumer:
        for tls, host, status, error in (
            (trusting, "consumer.example", 200, None),
            (trusting, "other.example", None, "tls_failed"),
            (None, "consumer.example", None, "tls_failed"),
        ):
            poster = Poster(FakeClock(), may_reach=lambda _: True, resolve=resolve, tls=tls)
            posted = await poster.post(ONE, f"https://{host}:{consumer.port}/", {}, "{}")
            await poster.close()
            assert (posted.answer.status_code, posted.answer.error) == (status, error)


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"
