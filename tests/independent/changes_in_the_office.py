"""What is changed by whoever runs the house, and what the audit log tells of it."""

from typing import Final

import pyotp
from tests.independent.two_tenants import NEWS
from tests.independent.walking import Row, Walk

from chargehouse.kernel.clock import SystemClock

FIRST_PASSWORD: Final = "a fleet of ten lorries"
PASSWORD: Final = "a fleet of eleven lorries"
EMAIL: Final = "walker@example.com"
AS_AGREED: Final = {"reason": "As agreed."}
EVERYWHERE: Final = {"part": {"everywhere": True}}
OWN_VIEW: Final = "a person's own way of looking at a list, which changes nothing for others"
ASKS: Final = "it asks, and changes nothing"
NOWHERE: Final = "a part that is nowhere here lets nobody do anything"
BEGINS: Final = "only begins what the next step ends, which is told"


async def _invited(walk: Walk) -> None:
    link: str = walk.last("POST /users/{user_id}/invitation")["link"]
    walk.ours["invitation"] = link.rpartition("#")[2]


async def _proposal(walk: Walk) -> None:
    """Propose what takes two persons."""
    path = "/api/v1/settings/access.stage"
    state = (await walk.people["ada"].get(path)).json()
    wanted = "on" if state["value"] == "shadow" else "shadow"
    change = {"value": wanted, "version": state["version"], **AS_AGREED}
    answer = await walk.people["ada"].patch(path, json=change)
    walk.ours["proposal_id"] = answer.json()["proposal"]["id"]


async def _earlier(walk: Walk) -> None:
    walk.ours["now"] = SystemClock().now().isoformat()
    path = "/api/v1/settings/mail.sender_name"
    state = (await walk.people["ada"].get(path)).json()
    change = {"value": "Later", "version": state["version"], **AS_AGREED}
    assert (await walk.people["ada"].patch(path, json=change)).is_success


async def _code(walk: Walk) -> None:
    secret: str = walk.last("POST /me/factors/authenticator")["secret"]
    walk.ours["code"] = pyotp.TOTP(secret).at(SystemClock().now())


async def _second_step(walk: Walk) -> None:
    said = {"email": EMAIL, "password": PASSWORD}
    answer = await walk.people["other"].post("/api/v1/sign-in", json=said)
    walk.ours["challenge"] = answer.json()["challenge"]
    walk.ours["code"] = walk.last("POST /me/factors/recovery-codes")["codes"][0]


async def _made_passkey(walk: Walk) -> None:
    said = walk.last("POST /me/factors/passkeys/challenge")
    credential = walk.device.make(said["options"])
    walk.ours |= {"challenge": said["challenge"], "credential": credential}


async def _used_passkey(walk: Walk) -> None:
    answer = await walk.people["other"].post("/api/v1/sign-in/passkey/challenge")
    said = answer.json()
    credential = walk.device.use(said["options"])
    walk.ours |= {"challenge": said["challenge"], "credential": credential}


async def _another_sign_in(walk: Walk) -> None:
    mine = (await walk.people["walker"].get("/api/v1/me/sign-ins")).json()
    [walk.ours["sign_in_id"], *_] = [each["id"] for each in mine if not each["current"]]


async def _mail(walk: Walk) -> None:
    """Set up a mail server."""
    for key, value in (
        ("mail.host", "127.0.0.1"),
        ("mail.port", int(walk.ours["mail_port"])),
        ("mail.security", "none"),
        ("mail.sender", "house@example.com"),
    ):
        change = {"value": value, "version": 0, **AS_AGREED}
        answer = await walk.people["ada"].patch(f"/api/v1/settings/{key}", json=change)
        assert answer.is_success, answer.text


SETTINGS: Final = (
    Row(
        "PATCH /settings/{key}",
        "settings.changed",
        {"value": "Yard", "version": 1, **AS_AGREED},
        given={"key": "mail.sender_name"},
    ),
    Row(
        "POST /settings/{key}/rollback",
        "settings.changed settings.rolled_back",
        {"to_version": 1, "version": 2, **AS_AGREED},
        given={"key": "mail.sender_name"},
    ),
    Row(
        "DELETE /settings/{key}?version=3",
        "settings.changed",
        given={"key": "mail.sender_name"},
    ),
    Row(
        "POST /settings/rollback",
        "settings.changed settings.rolled_back",
        {"at": "{now}", **AS_AGREED},
        ready=_earlier,
    ),
    Row(
        "POST /settings/proposals/{proposal_id}/approve",
        "settings.change_approved settings.changed",
        AS_AGREED,
        by="eve",
        ready=_proposal,
    ),
    Row(
        "POST /settings/proposals/{proposal_id}/decline",
        "settings.change_declined",
        AS_AGREED,
        by="eve",
        ready=_proposal,
    ),
    Row(
        "POST /settings/proposals/{proposal_id}/withdraw",
        "settings.change_withdrawn",
        AS_AGREED,
        ready=_proposal,
    ),
    Row(
        "POST /settings/mail/test",
        body={"to": "ada@example.com"},
        why="tells somebody that mail works, and changes nothing",
        ready=_mail,
    ),
)

TOLD: Final = (
    Row(
        "POST /webhooks",
        "webhook.added",
        {
            "url": "https://hooks.example.com/",
            "event_types": ["station.*"],
            "station_id": "{station_id}",
        },
        keep="webhook_id:webhook.id",
        harmless="it hears of a station that is not here, of which nothing is told",
    ),
    Row("PATCH /webhooks/{webhook_id}", "webhook.edited", {"description": "Of the walk."}),
    Row("POST /webhooks/{webhook_id}/secret", "webhook.secret_rotated", {}),
    Row("POST /webhooks/{webhook_id}/test", "webhook.test", keep="delivery_id"),
    Row("POST /webhook-deliveries/{delivery_id}/replay", "webhook.replayed"),
    Row("POST /webhooks/{webhook_id}/replay", "webhook.replayed", {"since": "{today}"}),
    Row("DELETE /webhooks/{webhook_id}", "webhook.removed"),
    Row("POST /news", "news.added", NEWS, keep="entry_id"),
    Row("PATCH /news/{entry_id}", "news.edited", {"prominent": True}),
    Row("DELETE /news/{entry_id}", "news.removed"),
    Row("POST /news/read", why="marks what somebody has seen, for themselves"),
    Row(
        "POST /views",
        body={"page": "stations", "name": "Walk", "query": ""},
        why=OWN_VIEW,
        keep="view_id",
    ),
    Row("PATCH /views/{view_id}", body={"name": "Walks"}, why=OWN_VIEW),
    Row("DELETE /views/{view_id}", why=OWN_VIEW),
    Row("POST /audit/verify", "audit.verified"),
    Row("GET /audit/export", "audit.exported"),
    Row("GET /audit/entries?format=csv", "audit.exported tenant.list_exported"),
    Row("GET /users?format=csv", "tenant.list_exported"),
    Row("GET /sessions?format=csv", "tenant.list_exported"),
)

PEOPLE: Final = (
    Row("POST /departments", "department.added", {"name": "Walkers"}, keep="department_id"),
    Row(
        "PATCH /departments/{department_id}",
        "department.edited",
        {"allows": ["stations.read"], "version": 1},
    ),
    Row(
        "POST /users",
        "user.added",
        {"kind": "staff", "name": "Walker", "email": EMAIL},
        keep="user_id",
    ),
    Row("PATCH /users/{user_id}", "user.edited", {"phone": "+49 30 000000", "version": 1}),
    Row(
        "PUT /users/{user_id}/departments/{department_id}",
        "user.assigned",
        {"part": {"locations": ["{location_id}"]}},
        harmless=NOWHERE,
    ),
    Row("DELETE /users/{user_id}/departments/{department_id}", "user.unassigned"),
    Row(
        "POST /users/{user_id}/grants",
        "user.granted",
        {
            "effect": "allow",
            "action": "stations.read",
            "part": {"locations": ["{location_id}"]},
            **AS_AGREED,
        },
        keep="grant_id",
        harmless=NOWHERE,
    ),
    Row("DELETE /users/{user_id}/grants/{grant_id}", "user.grant_taken_back"),
    Row("DELETE /departments/{department_id}", "department.removed"),
    Row(
        "POST /tokens",
        "api_token.created",
        {"name": "Walk", "permissions": ["stations.read"], "locations": ["{location_id}"]},
        keep="token_id:token.id",
        harmless=NOWHERE,
    ),
    Row("DELETE /tokens/{token_id}", "api_token.revoked"),
    Row("POST /users/{user_id}/invitation", "user.invited"),
    Row(
        "POST /invitation/look",
        body={"token": "{invitation}"},
        by="guest",
        why=ASKS,
        ready=_invited,
    ),
    Row(
        "POST /invitation",
        "account.signed_in",
        {"token": "{invitation}", "password": FIRST_PASSWORD},
        by="guest",
    ),
    Row(
        "POST /sign-in",
        "account.signed_in",
        {"email": EMAIL, "password": FIRST_PASSWORD},
        by="walker",
    ),
    Row(
        "PUT /me/password",
        "account.password_changed",
        {"current_password": FIRST_PASSWORD, "new_password": PASSWORD},
        by="walker",
    ),
    Row(
        "POST /me/proof",
        body={"password": PASSWORD},
        by="walker",
        why="proves, and changes nothing",
    ),
    Row("POST /me/factors/passkeys/challenge", by="walker", why=BEGINS),
    Row(
        "POST /me/factors/passkeys",
        "account.second_factor_added",
        {"challenge": "{challenge}", "credential": "{credential}", "name": "Telephone"},
        by="walker",
        keep="passkey_id",
        ready=_made_passkey,
    ),
    Row("POST /sign-in/passkey/challenge", by="other", why=BEGINS),
    Row(
        "POST /sign-in/passkey",
        "account.signed_in",
        {"challenge": "{challenge}", "credential": "{credential}"},
        by="device",
        ready=_used_passkey,
    ),
    Row(
        "POST /me/proof/passkey",
        body={"challenge": "{challenge}", "credential": "{credential}"},
        by="walker",
        ready=_used_passkey,
        why="proves, and changes nothing",
    ),
    Row("DELETE /me/factors/passkeys/{passkey_id}", "account.second_factor_removed", by="walker"),
    Row(
        "DELETE /me/sign-ins/{sign_in_id}",
        "account.signed_out",
        by="walker",
        ready=_another_sign_in,
    ),
    Row("POST /me/factors/authenticator", by="walker", why=BEGINS),
    Row(
        "POST /me/factors/authenticator/confirm",
        "account.second_factor_added",
        {"code": "{code}"},
        by="walker",
        ready=_code,
    ),
    Row("POST /me/factors/recovery-codes", "account.recovery_codes_renewed", by="walker"),
    Row(
        "POST /sign-in/second-step",
        "account.recovery_code_used account.signed_in",
        {"challenge": "{challenge}", "code": "{code}"},
        by="other",
        ready=_second_step,
    ),
    Row("DELETE /me/factors/authenticator", "account.second_factor_removed", by="walker"),
    Row("POST /sign-out", "account.signed_out", by="other"),
    Row("POST /sign-out-everywhere", "account.signed_out", by="walker"),
    Row("DELETE /users/{user_id}", "user.removed"),
)
