"""How a charger speaks: the settings, the words and the answers of each version."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from chargehouse.ocpp.version import V16, V21, V201, Version
from chargehouse.simulator.configuration import Configuration
from chargehouse.simulator.controller import Controller
from chargehouse.simulator.dialect import Answers, Dialect
from chargehouse.simulator.profile import Profile
from chargehouse.simulator.station import Station
from chargehouse.simulator.v2 import settings as settings_2
from chargehouse.simulator.v2.commands import Commands2
from chargehouse.simulator.v2.dialect import Dialect2
from chargehouse.simulator.v16 import settings as settings_16
from chargehouse.simulator.v16.commands import Commands16
from chargehouse.simulator.v16.dialect import Dialect16


class Speech(NamedTuple):
    """What a charger gets for the version it speaks, in the order in which it is put together.

    The settings need its profile and its code, the words need its station, the answers all of it.
    """

    configuration: Callable[[Profile, str], Configuration]
    dialect: Callable[[Station], Dialect]
    answers: Callable[[Controller], Answers]


SPEECH_16 = Speech(
    lambda profile, _: settings_16.configuration(profile),
    Dialect16,
    lambda controller: Commands16(controller).table(),
)
SPEECH_2 = Speech(
    settings_2.configuration, Dialect2, lambda controller: Commands2(controller).table()
)

SPEECHES: Mapping[Version, Speech] = {V16: SPEECH_16, V201: SPEECH_2, V21: SPEECH_2}
