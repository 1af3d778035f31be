"""Whole registers: reading them, screening everyone in them, and making synthetic ones."""
