"""One rule a file. None knows of another."""
