"""The web port: the panel, the preview and OSCQuery. Loaded when the first browser knocks."""
