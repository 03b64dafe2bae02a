"""From suggestions to options, in a browser without scripts; and whether everyone can use it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from board.gathered import WORKSHOP
from board.served import running

from browser.conftest import Publish
from browser.pages import BELFAST
from browser.reader import SCHEMES, Reader
from browser.test_board import PASSWORD, _examined, _signed_in
from evidencebook.board import accounts
from evidencebook.board.database import Database
from evidencebook.board.web.app import create
from evidencebook.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ONE = "board/moderation/consultations/1"
PUBLIC = "board/belfast/consultations/innovation-strategy"
