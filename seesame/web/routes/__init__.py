"""The addresses of the API, a module for each kind of thing; what they do is done elsewhere."""
