"""Pre-mortems and post-mortems in one loop."""

__version__ = "0.1.0"
