"""Schemathesis over `openapi.json`: what it asks, and what it holds answers to."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.fuzz.product import Product

ROOT: Final = Path(__file__).parents[2]
PROGRAM: Final = Path(sys.executable).with_name("schemathesis")
CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
LEFT_OUT: Final = (
    "/api/v1/events/stream",  # has no end
    "/api/v1/sign-out",  # these four would leave nobody signed in
    "/api/v1/sign-out-everywhere",
    "/api/v1/me/password",
    "/api/v1/me/sign-ins/{sign_in_id}",
)
ANSWER_WITHIN_S: Final = 30


async def ask(
    product: Product, *, examples: int, phases: Sequence[str], more: Sequence[str] = ()
) -> tuple[int, str]:
    """Ask every route; return the exit code, 0 where nothing is wrong, and what was said.

    The requests are the same each time. `more` are arguments of Schemathesis's own.
    """
    process = await asyncio.create_subprocess_exec(
        *(str(PROGRAM), "run", str(ROOT / "openapi.json"), "--url", product.url),
        *("--checks", ",".join(CHECKS)),
        *("--phases", ",".join(phases)),
        *("--max-examples", str(examples)),
        *(f"--header={name}: {value}" for name, value in product.headers.items()),
        *(f"--exclude-path={path}" for path in LEFT_OUT),
        *("--request-timeout", str(ANSWER_WITHIN_S)),
        *("--max-redirects", "0"),
        *("--suppress-health-check", "all"),
        *("--warnings", "off"),
        "--generation-deterministic",
        "--generation-with-security-parameters=false",
        *("--continue-on-failure", "--no-color"),
        *more,
        cwd=product.server.data_dir,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode or 0, said.decode(errors="replace")
