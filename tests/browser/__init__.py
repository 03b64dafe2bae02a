"""What a reader's browser makes of the published pages."""
