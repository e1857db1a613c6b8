"""Who may see and do what. Every path to a row goes through the scope; outside of one nothing can be read."""
