"""Make a book: plan, execute, collect, pages, site, pdf, edition, publish."""

from __future__ import annotations
