"""The language helper: it looks for blame, not for people (METHOD C1)."""
