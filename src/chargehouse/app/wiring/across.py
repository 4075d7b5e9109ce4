"""What answers across contexts, out of what several of them know."""

from dataclasses import dataclass

from chargehouse.app.across.attention import Attention
from chargehouse.app.across.connecting import Connecting
from chargehouse.app.across.overall import OverallFigures
from chargehouse.app.across.search import Search
from chargehouse.app.across.stopping import SessionStop
from chargehouse.app.across.story import SessionStory
from chargehouse.app.wiring.access import AccessServices
from chargehouse.app.wiring.ground import Ground
from chargehouse.app.wiring.sessions import SessionServices
from chargehouse.app.wiring.stations import StationServices
from chargehouse.contexts.identity.service import VehicleService
from chargehouse.contexts.people.service import MeService


@dataclass(frozen=True)
class AcrossServices:
    """The services that stand on several contexts."""

    global_search: Search
    connecting: Connecting
    attention: Attention
    overall_figures: OverallFigures
    session_story: SessionStory
    session_stop: SessionStop


def across_services(
    ground: Ground,
    *,
    me: MeService,
    stations: StationServices,
    vehicles: VehicleService,
    access: AccessServices,
    sessions: SessionServices,
) -> AcrossServices:
    """Return the services that stand on several contexts."""
    figures, history = sessions.session_figures, sessions.session_history
    attention = Attention(stations.stations, stations.station_directory, figures)
    return AcrossServices(
        global_search=Search(stations.station_directory, history, vehicles),
        connecting=Connecting(stations.stations, me, ground.settings),
        attention=attention,
        overall_figures=OverallFigures(
            attention,
            stations.stations,
            figures,
            access=access.access,
            control=access.access_control,
            clock=ground.database.clock,
        ),
        session_story=SessionStory(history, access.access, stations.commands, stations.timeline),
        session_stop=SessionStop(history, stations.commands),
    )
