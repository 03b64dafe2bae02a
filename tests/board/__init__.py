"""The sounding board."""
