"""A charger that speaks OCPP 2.0.1 or 2.1."""
