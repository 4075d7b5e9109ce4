"""Who is told what happens: subscriptions by URL, signed deliveries, their log and their replay.

Owns the tables `webhooks`, `webhook_secrets`, `webhook_deliveries` and `webhook_attempts`. Sends
`webhook.added`, `webhook.edited`, `webhook.removed`, `webhook.secret_rotated`, `webhook.replayed`,
`webhook.test` and `webhook.disabled`; hears every event, and makes a delivery of it for each
subscription that wants it and may have it. What is sent follows the Standard Webhooks convention.
"""
