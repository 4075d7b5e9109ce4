"""Who may charge: policies and expected modes, attempts, decisions; and chargers' own modes.

Owns `access_policies` with `access_policy_versions`, `access_windows` and `access_exceptions`,
`access_overrides`, `station_modes`, `mode_spans`, `access_attempts`, `access_decisions`,
`access_outcomes`, `access_partner_answers` (what partners said of their drivers), `team_rules` and
`fleet_policies`; `station_controls` (what a charger can do and was observed in), `mode_changes`,
`access_problems`, `drift_sightings` and `drift_cursors`; `local_lists` and `local_list_entries`
(who starts at a charger while its connection is down). Reads the token index of identity, of
fleets, stations and locations what the rules ask for, and whether webhooks want to be told of
every attempt (ADR 0025), within the decision's one statement (ADR 0002); the same and the
identifiers' encrypted values for local lists; of stations their time zones. Has identity ask a
partner where the decision needs its word, and decides in a second step.
Sends the events `charger_access.*` and `team_rule.*`. Hears `session.started`, which becomes an
outcome of the attempt it came from; its own `charger_access.expected_mode_changed`,
`station.booted` and `station.connected`, upon which chargers' modes are seen to; and what moves a
station into another time zone or removes it; and all that changes who may charge somewhere, upon
which local lists are seen to.
"""
