"""Who uses Chargehouse: tenants, and the API tokens that act within one.

Owns the tables `tenants` and `api_tokens`. Sends `TenantCreated`, `ApiTokenCreated` and
`ApiTokenRevoked`; hears nothing.
"""
