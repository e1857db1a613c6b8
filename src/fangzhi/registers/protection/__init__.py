"""Protection (保护): disputes, passing-off, hand-over, assistance."""
