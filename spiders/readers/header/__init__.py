"""The header of a story's page: title, time, source, author and editor."""
