"""Canaries put in by people who sign in, rightly and wrongly, and by who guesses."""

import httpx
from tests.canary.scene import Scene

EMAIL = "ada@example.com"
COOKIE = "chargehouse_session"
CSRF = "X-CSRF-Token"


async def by_people(scene: Scene) -> None:
    """Add an account, sign in with it, go wrong in every field, change the password, leave."""
    flock, told = scene.flock, scene.installation.command
    password = flock.password("account")
    await told("account", "add", EMAIL, "--name", "Ada", given=f"{password}\n")
    link = await told("account", "first-link", expected=1)
    assert "#" not in link
    async with httpx.AsyncClient(
        base_url=scene.installation.http_url,
        headers={"Origin": scene.installation.http_url},
        timeout=60,
        trust_env=False,
    ) as browser:
        await _guessed(scene, browser)
        me = await _signed_in(scene, browser, password)
        proof = {CSRF: flock.secret("a CSRF token", me["csrf_token"])}
        await _gone_wrong(scene, browser, proof)
        changed = flock.password("account changed")
        answer = await browser.put(
            "/api/v1/me/password",
            json={"current_password": password, "new_password": changed},
            headers=proof,
        )
        assert answer.is_success, answer.text
        me = await _signed_in(scene, browser, changed)
        shown = await browser.get("/api/v1/me/sign-ins")
        scene.errors.append(shown.raise_for_status().text)
        left = await browser.post("/api/v1/sign-out", headers={CSRF: me["csrf_token"]})
        assert left.is_success, left.text


async def _signed_in(scene: Scene, browser: httpx.AsyncClient, password: str) -> dict[str, str]:
    answer = await browser.post("/api/v1/sign-in", json={"email": EMAIL, "password": password})
    me: dict[str, str] = answer.raise_for_status().json()
    scene.flock.secret(f"a sign-in's cookie, {len(scene.flock.secrets)}", browser.cookies[COOKIE])
    return me


async def _guessed(scene: Scene, browser: httpx.AsyncClient) -> None:
    password = scene.flock.password
    for body in (
        {"email": EMAIL, "password": password("wrong")},
        {"email": "nobody@example.com", "password": password("nobody")},
        {"email": password("as an address"), "password": password("twice")},
        {"email": EMAIL, "password": [password("a list")]},
        {"email": EMAIL, "password": password("too long") * 100},
        {"email": EMAIL, "password": password("more"), "passwort": password("misspelt")},
    ):
        answer = await browser.post("/api/v1/sign-in", json=body)
        assert answer.is_client_error, answer.text
        scene.errors.append(answer.text)
    token = password("first run")
    answer = await browser.post(
        "/api/v1/first-run",
        json={"token": token, "email": EMAIL, "name": "Eve", "password": password("first")},
    )
    assert answer.is_client_error, answer.text
    scene.errors.append(answer.text)


async def _gone_wrong(scene: Scene, browser: httpx.AsyncClient, proof: dict[str, str]) -> None:
    flock = scene.flock
    for method, path, headers, body in (
        (
            "PUT",
            "/api/v1/me/password",
            proof,
            {"current_password": flock.password("no"), "new_password": "short"},
        ),
        ("POST", "/api/v1/sign-out", {CSRF: flock.tag("csrf token")}, None),
        ("POST", "/api/v1/sign-out", {**proof, "Origin": f"http://{flock.tag('origin')}"}, None),
        ("GET", "/api/v1/me", {"X-Tenant": flock.tag("tenant")}, None),
        ("GET", "/api/v1/me", {"Cookie": f"{COOKIE}={flock.tag('sign-in cookie')}"}, None),
        ("GET", f"/main/{flock.tag('page')}?q={flock.tag('page query')}", {}, None),
        ("GET", f"/api/v1/search?q={flock.tag('search')}", {}, None),
    ):
        answer = await browser.request(method, path, headers=headers, json=body)
        scene.errors.append(answer.text)
