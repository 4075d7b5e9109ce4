"""A charger that speaks OCPP 1.6."""
