"""Formats that neither a grammar nor a shape can describe: one reader a file, each in `READERS` of `registry`."""
