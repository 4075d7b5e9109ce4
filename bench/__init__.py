"""Benchmarks: a lean load generator, a server of its own, and a table of results.

`run` starts a server on an empty database, fills it (`prepare`), runs every row of `rows` with
`load` in a process of its own, counts CPU by process (`measure`) and writes `RESULTS.md`
(`report`). `codec` measures the protocol alone.
"""
