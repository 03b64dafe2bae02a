"""``python -m evidencebook.cli`` is the program ``evidencebook``."""

from evidencebook.cli import main

main()
