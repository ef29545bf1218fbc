"""Sessions at rest: what a session holds can be read by the application alone."""

from typing import Any

from django.core.signing import JSONSerializer

from mws.core.secrets import cipher


class EncryptingSerializer:
    """Used through SESSION_SERIALIZER. A session that cannot be decrypted counts as empty."""

    def dumps(self, obj: Any) -> bytes:
        return cipher().encrypt(JSONSerializer().dumps(obj))

    def loads(self, data: bytes) -> Any:
        return JSONSerializer().loads(cipher().decrypt(data))
