"""OCPI 2.3.0: what it changed since 2.2.1; the rest is taken from there.

Most enums are open (`OpenEnum`): a word that is not known is kept. The ones that are known stand
beside as `…S`. The few that the specification leaves closed are closed here too.
"""
