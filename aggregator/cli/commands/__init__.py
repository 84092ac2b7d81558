"""The commands with their options; each imports what it does when it runs, so that `--help` is quick."""
