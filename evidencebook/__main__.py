"""``python -m evidencebook`` is the program ``evidencebook``."""

from evidencebook.cli import main

main()
