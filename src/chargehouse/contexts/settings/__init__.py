"""What each tenant can change while everything runs, how it was changed, and who must agree.

Owns `setting_values`, `setting_changes`, `setting_versions` and `setting_proposals`; the settings
themselves are declared by whoever reads them. Sends `settings.changed`,
`settings.change_proposed`, `settings.change_approved`, `settings.change_declined`,
`settings.change_withdrawn` and `settings.rolled_back`; hears nothing.
"""
