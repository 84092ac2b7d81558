"""Fuzz targets: what others write, mutated, against what must hold whatever they write."""
