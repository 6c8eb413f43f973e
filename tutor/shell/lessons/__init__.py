"""Sitting down to a lesson: enrolled, reviewed, played, remembered."""
