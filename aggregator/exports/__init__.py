"""The store as tables for analysts, with the same columns in every file format."""
