"""Where administrative handling ends and criminal law begins: thresholds as data, and what to say of them."""
