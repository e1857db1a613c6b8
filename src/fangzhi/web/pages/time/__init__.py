"""Pages of legal time (期限): the rules, the calculator, the calendar of rest days, printed explanations."""
