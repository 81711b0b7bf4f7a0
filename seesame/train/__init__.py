"""From a recipe to a checkpoint, and from a checkpoint to weights that run without torch."""
