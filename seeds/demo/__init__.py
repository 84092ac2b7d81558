"""A made-up day of nine outlets, recorded: what `make digest` replays, and the truth to check it against."""
