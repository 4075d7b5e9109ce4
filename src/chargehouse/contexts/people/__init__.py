"""Who uses Chargehouse: tenants, the people who sign in, and API tokens that act within one tenant.

Owns the tables `tenants` and `api_tokens`; `users`, whom a tenant knows, with `invitations`,
`departments`, `assignments` and `grants`, which say what they may do; `accounts`, `sign_ins`,
`sign_in_failures`, `sign_in_challenges`, `totp_secrets`, `recovery_codes`, `passkeys`,
`provider_identities` and `first_run_links`, which belong to the installation, since a person may
work for several tenants; and `views`, what people keep of pages.

Sends what `events` holds, of tenants, accounts, users, departments and tokens; hears nothing.
"""
