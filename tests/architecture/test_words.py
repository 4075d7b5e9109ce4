"""What the server says to people has its German in the portal, and nothing else has."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import chargehouse
from chargehouse.app.event_types import EVENT_CATALOGUE
from chargehouse.app.wiring import CATALOGUE, SETTING_CATALOGUE
from chargehouse.contexts.access.model import local_lists as lists
from chargehouse.contexts.access.model.capability import GAPS, NO_SWITCH, NOT_ASKING
from chargehouse.contexts.access.model.documents import BY_DEFAULT, NO_POLICY, NOWHERE
from chargehouse.contexts.access.model.problems import TOLD
from chargehouse.contexts.access.model.refused_starts import ASKED_TO_STOP
from chargehouse.contexts.identity.model.row_rules import ROW_RULES
from chargehouse.contexts.people.model.departments import SEEDS
from chargehouse.contexts.publishing.model import words as pushes
from chargehouse.contexts.roaming.model.findings.chart import CHECKS as PARTNER_CHECKS
from chargehouse.contexts.sessions.model import concerns as session_concerns
from chargehouse.contexts.stations.model import concerns as station_concerns
from chargehouse.contexts.stations.model.places import ZONE_RULE
from chargehouse.contexts.tariffs.model.pricing import LOWERED, RAISED
from chargehouse.gateway.freevend.profiles import shipped_profiles
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.http.problems import CODE_OF_STATUS, STATUS_OF_KIND

GERMAN = Path(__file__).parents[2] / "portal/src/words/de/server.json"


def refusals(kind: type[ChargehouseError] = ChargehouseError) -> Iterator[type[ChargehouseError]]:
    """Yield every refusal below a kind."""
    for refusal in kind.__subclasses__():
        yield refusal
        yield from refusals(refusal)


def problems() -> set[str]:
    """Return how the portal asks for the words of each problem that a request may come to."""
    for module in pkgutil.walk_packages(chargehouse.__path__, "chargehouse."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    codes = {refusal.code for refusal in refusals() if issubclass(refusal, tuple(STATUS_OF_KIND))}
    return {f"problem: {code}" for code in (*codes, *CODE_OF_STATUS.values(), "failed", "refused")}


def departments() -> set[str]:
    """Return what the departments that every tenant begins with say of themselves."""
    return {f"department: {text}" for seed in SEEDS for text in (seed.name, seed.description)}


def access_control() -> set[str]:
    """Return what is told of access: rules that decide, problems, what is not enforced."""
    return {
        *(text for told in TOLD.values() for text in told),
        *GAPS.values(),
        NO_SWITCH,
        NOT_ASKING,
        *(NO_POLICY, BY_DEFAULT, NOWHERE, ASKED_TO_STOP),
        *(note for make in shipped_profiles() for note in make.not_enforced),
    }


def local_lists() -> set[str]:
    """Return what is told of chargers' local lists."""
    return {
        *lists.MEANINGS.values(),
        *lists.LEFT_OUT.values(),
        *(lists.ALL_FIT, lists.BY_USE),
        *(lists.WHY_ENABLED, lists.WHY_OFFLINE, lists.WHY_UNKNOWN),
    }


def partner_checks() -> set[str]:
    """Return what the doctor says of what it finds at partners."""
    return {
        text
        for check in PARTNER_CHECKS.values()
        for text in (check.title, check.meaning, check.remedy)
    }


def said() -> set[str]:
    """Return every text of the catalogues, as the portal asks for its German."""
    return {
        *(permission.description for permission in CATALOGUE),
        *(setting.description for setting in SETTING_CATALOGUE.values()),
        *(setting.kind.rule for setting in SETTING_CATALOGUE.values()),
        *(kind.description for kind in EVENT_CATALOGUE.types.values()),
        *station_concerns.SENTENCES.values(),
        *access_control(),
        *local_lists(),
        *pushes.SENTENCES.values(),
        *partner_checks(),
        *session_concerns.SENTENCES.values(),
        f"must be {ZONE_RULE}",
        *ROW_RULES,
        *(RAISED, LOWERED),
        session_concerns.STRANDED,
        *departments(),
        *problems(),
    }


def test_a_permission_is_described_by_a_sentence_in_each_language() -> None:
    german = json.loads(GERMAN.read_text())
    texts = [permission.description for permission in CATALOGUE]
    texts += [german[text] for text in texts]
    assert [text for text in texts if not (text[0].isupper() and text.endswith("."))] == []


def test_what_the_server_says_has_its_german() -> None:
    german = json.loads(GERMAN.read_text())
    assert sorted(said() - german.keys()) == []


def test_no_german_is_left_of_what_the_server_says_no_more() -> None:
    german = json.loads(GERMAN.read_text())
    assert sorted(german.keys() - said()) == []
