"""The phases of a look ahead, one a file."""
