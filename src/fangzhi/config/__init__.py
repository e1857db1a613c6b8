"""Settings, addresses and the server's entry point. Imported by entry points only."""
