"""The sections of the page of results: a module for each folder of reports, listed in figures.py."""
