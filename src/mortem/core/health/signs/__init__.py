"""The signs, one a file."""
