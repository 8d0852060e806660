"""Imports: members, proposals and past scores from a file, all or nothing."""
