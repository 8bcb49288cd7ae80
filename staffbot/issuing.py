"""The job behind 職員 再発行: an initial password is made and hashed by the worker, never in the writer."""

from __future__ import annotations

from typing import Any

from data.ids import new_code
from data.signin.hashing import Passwords
from data.signin.sealing import Sealer
from data.turns.jobs import Job
from data.turns.worker import JobHandler

# Four groups of four: about 78 bits, and can be read out over a telephone.
GROUPS, LETTERS = 4, 4


def issue_password(passwords: Passwords, sealer: Sealer) -> JobHandler:
    """The handler. Its result holds the hash, and the password itself only sealed for the turn that shows it."""

    async def issue(job: Job) -> dict[str, Any]:
        password = new_code(GROUPS, LETTERS)
        return {
            "order": job.payload["order"],
            "staff_id": job.payload["staff_id"],
            "sign_in_id": job.payload["sign_in_id"],
            "hash": await passwords.hash(password),
            "sealed": sealer.seal(password, owner(job.payload["staff_id"])),
        }

    return issue


def owner(staff_id: int) -> str:
    """Whose initial password it is: sealed for one, it opens for nobody else."""
    return f"initial:{staff_id}"
