"""Faults on purpose: kills and outages, over real sockets and files; `make faults` runs them in full."""
