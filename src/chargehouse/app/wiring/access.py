"""Access: what is expected of stations, who may charge, and what chargers are brought to do."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.app.wiring.identity import IdentityServices
from chargehouse.app.wiring.stations import StationServices
from chargehouse.contexts.access.public.freevend import FreevendPort
from chargehouse.contexts.access.public.local_lists import LocalListPort
from chargehouse.contexts.access.service import (
    AccessService,
    Boundaries,
    ControlService,
    DecisionService,
    DriftWatch,
    Explainer,
    HolidayService,
    ListKeeping,
    ListMarking,
    ListRollout,
    ListSending,
    LocalListService,
    LocationWeeks,
    ModePlanning,
    ModeSweep,
    ModeSwitching,
    OverrideService,
    PolicyService,
    Probing,
    ProblemBook,
    ProblemService,
    RefusedStarts,
    ReplayService,
    StageService,
    StationAccessService,
    TeamRuleService,
)
from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.sessions.service import SessionFigures
from chargehouse.contexts.settings.service import SettingService


@dataclass(frozen=True)
class AccessServices:
    """The services of access."""

    access: AccessService
    decisions: DecisionService
    access_control: ControlService
    access_problems: ProblemService
    mode_planning: ModePlanning
    mode_sweep: ModeSweep
    mode_switching: ModeSwitching
    list_marking: ListMarking
    list_keeping: ListKeeping
    local_lists: LocalListService
    drift_watch: DriftWatch
    refused_starts: RefusedStarts
    policies: PolicyService
    policy_holidays: HolidayService
    policy_replays: ReplayService
    overrides: OverrideService
    station_access: StationAccessService
    access_stages: StageService
    location_weeks: LocationWeeks
    boundaries: Boundaries
    team_rules: TeamRuleService
    explainer: Explainer


def access_services(
    ground: Ground,
    *,
    freevend: FreevendPort,
    lists: LocalListPort,
    stations: StationServices,
    fleets: FleetService,
    identity: IdentityServices,
    figures: SessionFigures,
    settings: SettingService,
) -> AccessServices:
    """Return the services of access; modes are reached by `freevend`, lists of chargers by `lists`.

    Chargers are read by themselves only where they may be asked for their configuration.
    """
    database, keyring, flags = ground.database, ground.keyring, ground.flags
    directory, vehicles = stations.station_directory, identity.vehicles
    reads = ground.settings.ocpp.read_configuration
    book = ProblemBook(database.ids)
    planning, marking = ModePlanning(database.ids, book), ListMarking()
    rollout = ListRollout(directory, flags=flags, values=ground.values)
    sending = ListSending(database, lists, book, rollout)
    probing = Probing(database, freevend, planning, lists=rollout)
    control = ControlService(database, directory, planning=planning, probing=probing)
    policies = PolicyService(database, directory)
    return AccessServices(
        access=AccessService(database, directory, vehicles, fleets),
        decisions=DecisionService(
            database, values=ground.values, flags=flags, partners=identity.real_time
        ),
        access_control=control,
        access_problems=ProblemService(database, directory, control),
        mode_planning=planning,
        mode_sweep=ModeSweep(database, planning),
        mode_switching=ModeSwitching(
            database,
            freevend,
            planning=planning,
            probing=probing,
            book=book,
            sessions=figures,
            stations=directory,
            flags=flags,
            probes=reads,
        ),
        list_marking=marking,
        list_keeping=ListKeeping(database, sending, marking, rollout=rollout, asks=reads),
        local_lists=LocalListService(database, directory, marking=marking, rollout=rollout),
        drift_watch=DriftWatch(database, keyring, planning=planning, book=book),
        refused_starts=RefusedStarts(
            database,
            stations.commands,
            sessions=figures,
            stations=directory,
            flags=flags,
            book=book,
        ),
        policies=policies,
        policy_holidays=HolidayService(policies),
        policy_replays=ReplayService(database, keyring, stations=directory, vehicles=vehicles),
        overrides=OverrideService(database, directory),
        station_access=StationAccessService(database, directory),
        access_stages=StageService(directory, settings),
        location_weeks=LocationWeeks(database, directory),
        boundaries=Boundaries(database),
        team_rules=TeamRuleService(database, fleets, directory),
        explainer=Explainer(
            database,
            flags=flags,
            standings=identity.classification,
            agreements=identity.agreements,
            fleets=fleets,
            stations=directory,
        ),
    )
