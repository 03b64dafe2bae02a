"""Figures for any area, and what can be said of them: frames in, frames out."""
