"""The consolidated report: facts in, document out; every chapter, table and sentence is decided here."""

from panel.calc.report.build import CHAPTERS, build
from panel.calc.report.facts import Facts

__all__ = ["CHAPTERS", "Facts", "build"]
