"""Breaking one seal: two officers, a reason, a day of delay, and the writer is told."""
