"""Chargers that exist only in memory, and connect over real websockets: for the demo and for tests.

`profile` and `profiles/` say what a charger is (data, apart from what the product believes of
it); `evse`, `power` and `charger` what it does; `v16` and `v2` how it says so; `uplink`, `link`
and `outbox` how that reaches the other side, later where it must. `fleet` runs many, `scenario`
lets a depot's day happen. No tables, no events: it knows the protocol, not the product.
"""
