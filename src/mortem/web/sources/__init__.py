"""Where signals read their numbers: one source a file. `mortem.web.source` says what one is."""
