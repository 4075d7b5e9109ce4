"""OCPI 2.2.1 with its errata: every object, enum and body, a module of it a file.

Enums are closed: an unknown word is refused.
"""
