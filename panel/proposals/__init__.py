"""Proposals: found, read, written, revised, withdrawn, and the files beside them."""
