"""Stories as rows for analysts, with the same columns in every file format."""
