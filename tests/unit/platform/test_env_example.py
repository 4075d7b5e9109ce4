"""B11: what the environment can say is written down, and is what the program does."""

import re
from pathlib import Path

from tools.gen_env import FILE, document

from chargehouse.app.wiring import SETTING_CATALOGUE
from chargehouse.platform.settings import Settings
from chargehouse.platform.settings_sources import allowed_of, keys_of, purpose_of, variable_of

ASSIGNMENT = re.compile(r"(?m)^# (CHARGEHOUSE_\w+)=(.*)$")


def test_the_example_is_what_the_settings_say() -> None:
    assert FILE.read_text(encoding="utf-8") == document()


def test_every_setting_says_what_it_is_for_and_what_it_takes() -> None:
    kinds = keys_of(Settings)
    assert [key for key, kind in kinds.items() if not purpose_of(kind).endswith(".")] == []
    assert [key for key, kind in kinds.items() if not allowed_of(kind)] == []


def test_the_example_taken_at_its_word_changes_nothing(tmp_path: Path) -> None:
    config = tmp_path / "house.toml"
    config.touch()
    written = dict(ASSIGNMENT.findall(FILE.read_text(encoding="utf-8")))
    assert set(written) == {variable_of(key) for key in keys_of(Settings)}
    assert Settings.load(config, environ=written) == Settings()


def test_every_setting_of_a_tenant_is_described_in_a_sentence() -> None:
    for setting in SETTING_CATALOGUE.values():
        assert setting.description.endswith("."), setting.key
        assert setting.description[0].isupper(), setting.key
