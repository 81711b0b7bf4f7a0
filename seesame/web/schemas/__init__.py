"""What goes over the wire: requests and answers, as pydantic models."""
