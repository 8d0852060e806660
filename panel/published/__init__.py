"""What everybody may read: the edition of a report that two officers published."""
