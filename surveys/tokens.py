"""Ballot tokens: what lets one person answer once and change the answer, without a list of who answered.

Three things make a token: the pepper (a key file outside the database and its backups), the pulse's own salt
(in the database until the pulse is sealed) and the person's Slack id. Who holds the pepper, the salt and the list of
invited people can recompute every token and so link a person to a ballot; who lacks any one of the three cannot.
Sealing destroys the salt and the tokens, and from then on nobody can, save with the pepper and a backup of the
database that was made while the pulse was open.
"""

import hashlib
import hmac
import secrets

MIN_KEY_BYTES = 16
SALT_BYTES = 32


def new_salt() -> bytes:
    """32 random bytes for one pulse; stored beside the pulse while it is open and destroyed when it is sealed."""
    return secrets.token_bytes(SALT_BYTES)


def derive_key(pepper: bytes, salt: bytes) -> bytes:
    """HMAC-SHA256(pepper, salt) (RFC 2104): one pulse's key, to be held in memory only.

    Whoever has it and the invited people's ids can link ballots of this one pulse, until it is sealed, and of no other.
    ValueError when either part is shorter than 16 bytes.
    """
    if len(pepper) < MIN_KEY_BYTES or len(salt) < MIN_KEY_BYTES:
        raise ValueError(f"pepper and salt need at least {MIN_KEY_BYTES} bytes each")
    return hmac.new(pepper, salt, hashlib.sha256).digest()


def ballot_token(key: bytes, pulse_id: str, user_id: str) -> str:
    """HMAC-SHA256(key, pulse ‖ user) as 64 hex digits: the key under which this person's ballot is stored.

    The same person gets the same token, so a second answer replaces the first and a reminder can see that there is a
    ballot. Without the key it tells nothing: not who, and not whether two pulses were answered by one person.
    """
    if "\0" in pulse_id or "\0" in user_id:
        raise ValueError("an id may not contain NUL, which separates the two")
    return hmac.new(key, f"{pulse_id}\0{user_id}".encode(), hashlib.sha256).hexdigest()
