"""Asks every route of `openapi.json` with whatever fits it, and what does not: `make fuzz`."""

import argparse
import asyncio
import sys
from typing import Final

from tests.fuzz.asking import ask
from tests.fuzz.product import running

EXAMPLES: Final = 200
PHASES: Final = ("coverage", "fuzzing", "stateful")


async def _run(options: argparse.Namespace) -> int:
    async with running() as product:
        more = ["--include-path-regex", options.only] if options.only else []
        code, said = await ask(product, examples=options.examples, phases=PHASES, more=more)
        sys.stdout.write(said)
        if code:
            sys.stdout.write(product.last_words())
    return code


def main() -> None:
    """Ask, and end with 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="requests a route, a phase")
    parser.add_argument("--only", metavar="REGEX", help="only routes whose path it fits")
    sys.exit(asyncio.run(_run(parser.parse_args())))


if __name__ == "__main__":
    main()
