"""Stations and the places they stand at: what they are, what they say, what they are told.

Owns the tables locations, stations, connectors, faults, station_connections,
registration_windows, certificate_authorities, station_certificates, station_variables, commands
and frames. Sends the events of `events`; hears none.
"""
