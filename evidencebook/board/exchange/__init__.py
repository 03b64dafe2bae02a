"""Comments taken out of a board and into another, as CSV files and as W3C Web Annotations."""
