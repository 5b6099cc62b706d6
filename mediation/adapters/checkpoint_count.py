"""How many checkpoints were signed, sealed in a file beside the database: taking them all away leaves this behind.

The file begins when the chains are sealed first, and says also that they were.
"""

from __future__ import annotations

import os
from pathlib import Path

from mediation.adapters.vault import SealBroken, Vault

COUNT = "checkpoints"
PLACE = {"table": "checkpoints", "column": "count", "row": "installation"}


class CheckpointCount:
    """The file in the data folder; a folder without it has signed none that it knows of."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._file, self._vault = folder / COUNT, vault

    @property
    def begun(self) -> bool:
        return self._file.exists()

    def known(self) -> int:
        """0 without a file; SealBroken when it was altered."""
        try:
            return int(self._vault.open(self._file.read_bytes(), **PLACE))
        except FileNotFoundError:
            return 0
        except ValueError:
            raise SealBroken from None

    def note(self, count: int) -> None:
        """Keep the number; written aside, flushed and renamed, so that it is there whole or as it was."""
        aside = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(self._vault.seal(str(count), **PLACE))
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, self._file)
