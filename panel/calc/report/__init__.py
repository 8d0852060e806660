"""The consolidated report: facts in, document out; every chapter, table and sentence is decided here."""
