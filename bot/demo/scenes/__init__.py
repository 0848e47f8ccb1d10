"""The scenes of the story, one topic each."""
