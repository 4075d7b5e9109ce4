"""What partners are told of what is ours, as OCPI objects that are ready to be sent, and are.

Owns the tables `publications`, `publication_evses`, `publication_tariffs`, `publication_omissions`,
`publishing_rules` and `publication_dues`; of drivers `partner_sessions`, `roaming_omissions` and
`token_sharing`; and, of what is still to be pushed, `push_lines` and `pushes`. Hears what happens
to stations, locations, tariffs and parties, to sessions and CDRs, and to identifiers, and says anew
whatever is told of them; hears of partners that register and part. Sends
`partner.publishing_rule_changed`, `partner.pushes_failing`, `partner.pushes_recovered`,
`partner.pushes_retried`, `partner.resync_begun`, `publishing.rebuild_begun`,
`publishing.token_authorised` and `publishing.token_sharing_changed`.
"""
