"""Bot tokens at rest: AES-GCM under a key that lives in the key file, never in the database."""

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class TokenSeal:
    """Seals and opens tokens, bound to their workspace."""

    def __init__(self, pepper: bytes) -> None:
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"groundswell token seal").derive(pepper)
        self._cipher = AESGCM(key)

    def seal(self, token: str, team_id: str) -> bytes:
        """The token, unreadable without the key file."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, token.encode(), team_id.encode())

    def open(self, sealed: bytes, team_id: str) -> str:
        """What `seal` sealed for this workspace; raises cryptography's InvalidTag for anything else."""
        nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._cipher.decrypt(nonce, content, team_id.encode()).decode()
