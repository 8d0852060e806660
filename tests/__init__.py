"""Tests: the architecture executed, the arithmetic proved, the pages used."""
