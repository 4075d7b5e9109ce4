"""Chargers that exist only in memory, and connect over real websockets: for the demo and for tests.

`profile` and `profiles/` say what a charger is (data, apart from what the product believes of
it); `station` with `evse` and `power` its state; `controller` what it does by itself, `orders` what
it is told to do, `charger` what happens to it. `dialect` is how it says so: `v16` and `v2` each
bring one, and the answers to requests; `speech` chooses. `uplink`, `link` and `outbox` are how
that reaches the other side, later where it must. `fleet` runs many, `scenario` lets a depot's day
happen. No tables, no events: it knows the protocol, not the product.
"""
