"""Which build this is."""

import subprocess
from pathlib import Path

from chargehouse import __version__
from chargehouse.ocpp.version import VERSIONS
from chargehouse.platform.http.operations import Version

COMMIT_FILE = Path(__file__).parents[1] / "COMMIT"


def commit() -> str | None:
    """Return the commit that this was built from: from the wheel, or from the checkout."""
    if COMMIT_FILE.is_file():
        return COMMIT_FILE.read_text().strip() or None
    root = Path(__file__).parents[3]
    if not (root / ".git").exists():
        return None
    try:
        done = subprocess.run(  # noqa: S603  a fixed command
            ["git", "-C", str(root), "rev-parse", "HEAD"],  # noqa: S607  whichever git there is
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


VERSION = Version(version=__version__, commit=commit(), ocpp_versions=list(VERSIONS))
