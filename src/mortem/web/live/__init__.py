"""What others do, seen at once: numbered changes in a stream beside Django's request cycle."""
