"""make eval-names: how well names are found, what is found wrongly, how fast, and who is meant; one module a figure."""
