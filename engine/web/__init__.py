"""The web port: the preview now, the panel later. Loaded when the first browser knocks."""
