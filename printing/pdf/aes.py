"""Files that are encrypted with AES, but open without a password.

pypdf decrypts them with ``cryptography``, which Odoo brings along. PyPDF2 2.12.1 wants
another package for it, so it is given the ciphers of ``cryptography`` here. Algorithms
as in ISO 32000-2, 7.6.
"""

from hashlib import sha256, sha384, sha512

from .library import DependencyError

try:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
except ImportError:
    Cipher = None
try:
    # Only PyPDF2 needs this. pypdf has it elsewhere, and needs no help.
    from PyPDF2._encryption import CryptBase, Encryption, PasswordType
except ImportError:
    CryptBase = Encryption = object

_BLOCK = 16
_AES = ("/AESV2", "/AESV3")


def with_aes(encryption):
    """Return what decrypts a file; raises DependencyError when a package is missing.

    ``encryption``: as the library would do it, None for a plain file.
    """
    if Encryption is object or not isinstance(encryption, Encryption):
        return encryption
    if not {encryption.StmF, encryption.StrF} & set(_AES):
        return encryption
    if Cipher is None:
        raise DependencyError("cryptography")
    return _Encryption(
        encryption.algV,
        encryption.algR,
        encryption.entry,
        encryption.id1_entry,
        encryption.StmF,
        encryption.StrF,
        encryption.EFF,
    )


class _Encryption(Encryption):
    """PyPDF2's, with the ciphers of ``cryptography``."""

    def __init__(self, *args):
        super().__init__(*args)
        if self.algV == 4:
            # The length stands with the filter, and is always that of AES-128.
            self.key_size = 128

    @staticmethod
    def _get_crypt(method, rc4_key, aes128_key, aes256_key):
        if method in _AES:
            return _Crypt(aes256_key if method == "/AESV3" else aes128_key)
        return Encryption._get_crypt(method, rc4_key, aes128_key, aes256_key)

    def verify_v5(self, password):
        """Try the user's password. A file that only the owner's opens stays closed."""
        entries = (self.entry[key].get_object() for key in ("/U", "/UE"))
        user, key = (entry.original_bytes for entry in entries)
        password = password[:127]
        if self._hash(password, user[32:40]) != user[:32]:
            return b"", PasswordType.NOT_DECRYPTED
        between = self._hash(password, user[40:48])
        key = _cbc(between, bytes(_BLOCK)).decryptor().update(key[:32])
        return key, PasswordType.USER_PASSWORD

    def _hash(self, password: bytes, salt: bytes) -> bytes:
        """Algorithm 2.B."""
        found = sha256(password + salt).digest()
        if self.algR < 6:
            return found
        rounds, last = 0, 0
        while rounds < 64 or last > rounds - 32:
            repeated = (password + found) * 64
            cipher = _cbc(found[:16], found[16:32]).encryptor()
            scrambled = cipher.update(repeated)
            hashed = (sha256, sha384, sha512)[sum(scrambled[:16]) % 3]
            found, last = hashed(scrambled).digest(), scrambled[-1]
            rounds += 1
        return found[:32]


class _Crypt(CryptBase):
    """Decrypts strings and streams; the first block is the initialization vector."""

    def __init__(self, key: bytes):
        self.key = key

    def decrypt(self, data: bytes) -> bytes:
        start, data = data[:_BLOCK], data[_BLOCK:]
        # A block that is cut off in the middle is lost.
        data = data[: len(data) // _BLOCK * _BLOCK]
        if not data:
            return b""
        plain = _cbc(self.key, start).decryptor().update(data)
        return plain[: -plain[-1]] if 0 < plain[-1] <= _BLOCK else plain


def _cbc(key: bytes, start: bytes):
    return Cipher(algorithms.AES(key), modes.CBC(start))
