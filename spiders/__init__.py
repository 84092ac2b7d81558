"""From an outlet to raw stories: fetch, read."""
