"""The application: a page, and the API behind it."""
