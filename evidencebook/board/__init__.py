"""The sounding board: what reviewers say of the evidence, and what becomes of it."""
