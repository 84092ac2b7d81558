"""Operation: the health of each outlet from what the runs left, and the alarms that follow from it."""
