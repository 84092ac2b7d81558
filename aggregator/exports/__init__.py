"""Stories as rows for analysts: one flat set of columns, whatever the file format."""
