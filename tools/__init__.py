"""Tools of the house: they prepare the environment, the pages' assets, translations, locks and notice."""
