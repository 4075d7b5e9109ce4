"""OCPI 2.1.1: every object, enum and body, a module of it a file.

Objects do not name their owner: the URL does, or the connection. Enums are closed.
"""
