"""The pages, one module a subject: each asks the indicators room, and answers as HTML, JSON or CSV."""
