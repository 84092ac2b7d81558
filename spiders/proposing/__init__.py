"""A file for the registry, proposed from one story's page and a feed."""
