"""What the model makes: the dreamer process and everything that imports torch."""
