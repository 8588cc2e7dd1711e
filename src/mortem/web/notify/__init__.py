"""Telling people: one channel a file."""
