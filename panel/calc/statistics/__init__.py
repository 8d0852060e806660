"""The statistics of a tally: pure functions over arrays, imported on first use because NumPy loads slowly."""
