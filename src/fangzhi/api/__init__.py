"""The verbs of casework over HTTP, for other programs (接口). Generic over every register: what a register
declares appears here, and no register has code of its own in this room."""
