"""Supply: the locks, the licences of what they hold, and what is known against it."""
