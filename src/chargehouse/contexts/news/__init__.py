"""What's new: entries that come with releases, entries of tenants, and who has read how far.

Owns the tables `news_entries` and `news_marks`; what releases bring lies beside the queries, a
file a release. Sends `news.added`, `news.edited` and `news.removed`; hears nothing.
"""
