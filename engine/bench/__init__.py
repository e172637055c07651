"""What the engine costs, measured beside the loop it replaces. Heavy imports stay inside functions."""
