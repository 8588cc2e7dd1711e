"""The rows of a piece of evidence, read once and kept beside the database, to be searched at once.

One SQLite file a piece, in the data folder; it holds nothing that cannot be read again from the
sealed bytes. Secrets are covered before a row is kept.
"""
