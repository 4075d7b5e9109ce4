"""Decisions about single sign-on: what a provider is asked, and what its answer proves.

OpenID Connect Core 1.0, the code flow with PKCE (RFC 7636).
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chargehouse.contexts.people.errors import SingleSignOnFailed

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
SCOPE: Final = "openid email profile"
LEEWAY_S: Final = 60


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent along with somebody to the provider, and where they wanted to go."""

    state: str
    nonce: str
    verifier: str
    next: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a provider knows; `email` is there only where the provider verified it."""

    subject: str
    email: str | None


def way_back(text: str) -> str:
    """Return an address of ours to go on to; `/` in place of anybody else's."""
    ours = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if ours else "/"


def address_to_ask(provider: Provider, asked: Asked, *, client_id: str, callback: str) -> str:
    """Return where to send somebody, so that the provider says who they are."""
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": callback,
        "scope": SCOPE,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in provider.authorization_endpoint else "?"
    return f"{provider.authorization_endpoint}{joint}{urlencode(query)}"


def person_of(
    token: str,
    keys: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    now: datetime,
) -> Person:
    """Return whom an ID token names, by the provider's keys; raise `SingleSignOnFailed`."""
    try:
        claims = jwt.decode(
            token,
            KeySet.import_key_set({"keys": list(keys["keys"])}),
            algorithms=list(ALGORITHMS),
        ).claims
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SingleSignOnFailed("The provider's answer does not prove who you are.") from error
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True
    return Person(
        subject=str(claims["sub"]),
        email=email.strip().lower() if isinstance(email, str) and is_verified else None,
    )
