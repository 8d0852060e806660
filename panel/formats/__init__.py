"""Document to bytes, and bytes to a sheet: pure, one file per format."""
