"""Pictures coming in."""
