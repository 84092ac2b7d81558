"""The hours of editions: which one is due, the files that start it on a system's own timer, and a timer of ours."""
