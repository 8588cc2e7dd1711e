"""`python -m mortem`."""

from mortem.cli import main

main()
