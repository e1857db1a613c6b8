"""What is measured: the catalogue of indicators, and the observations (figures) read or loaded for them."""
