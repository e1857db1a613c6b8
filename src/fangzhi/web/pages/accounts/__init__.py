"""Pages of accounts: one's own, other people's, the issuer's way in, and the security log."""
