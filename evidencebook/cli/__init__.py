"""The command line: reads what was asked, calls the package, prints what came of it."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import click

# Each of these adds its commands.
from evidencebook.cli import (  # noqa: F401
    board,
    board_data,
    board_mail,
    board_panel,
    books,
    chapters,
    data,
    editions,
    places,
)
from evidencebook.cli.base import cli
from evidencebook.errors import EvidenceBookError, of_the_system

__all__ = ["cli", "main"]


def main() -> NoReturn:
    """Run the command line; exit 0 for done, 1 for failed, 2 for wrong use, 130 for Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = cli.main(standalone_mode=False)
    except EvidenceBookError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of the output has seen enough, as with head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        click.echo(str(of_the_system(error)), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped. Nothing was half-published.", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
