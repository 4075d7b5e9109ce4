"""OCPP-J 1.6 (with security), 2.0.1 and 2.1: the protocol alone, for both ends.

`version` names the versions and their actions; `v16`, `v201` and `v21` hold the generated
messages and the table of actions of each. `rpc` reads and writes frames, `codec` payloads:
by the schema first (`msgspec` structs), then by the quirk rules in `quirks` (`shapes`,
`shape_trees`), which keep what was said and note a deviation. `connection` joins them over any
transport: `outgoing` has our calls, `incoming` theirs. `errors` are the outcomes. No tables, no
events, no product.
"""
