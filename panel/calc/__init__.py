"""Pure calculation: no web, no database, no clock, no files; all here is a function of its arguments."""
