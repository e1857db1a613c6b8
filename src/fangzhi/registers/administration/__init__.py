"""Administration (管理): the office itself, its officers and what they may do."""
