"""Pure calculation: no web, no database, no clock, no files; everything here is a function of its arguments."""
