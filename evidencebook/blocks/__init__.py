"""Pieces of evidence: claims, figures, tables, metrics, gaps, their wording and their charts."""
