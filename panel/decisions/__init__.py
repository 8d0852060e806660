"""Decisions: what the panel makes of each proposal, apart from how it scored."""
