"""The tallied cycle of the reports, which is what gets published."""

from tests.reports.conftest import tallied

__all__ = ["tallied"]
