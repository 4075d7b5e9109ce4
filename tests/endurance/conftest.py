import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of a database started by root can enter."""
    made = Path(tempfile.mkdtemp(prefix="chargehouse-endurance-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)
