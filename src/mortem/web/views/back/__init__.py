"""The phases of a look back, one a file."""
