"""An issuer of identities on 127.0.0.1, as true or as false as a test wants it."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT, SECRET = "fangzhi", "between us"


def key() -> rsa.RSAPrivateKey:
    """A new signing key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeIssuer:
    """What an issuer remembers between the page where somebody signs in and the request for the token."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = self.signing_key = key()
        self.algorithm = "RS256"
        self.codes: dict[str, dict[str, str]] = {}
        self.changes: dict[str, Any] = {}
        """Claims that differ from the true ones; None leaves one out."""
        self.described: dict[str, Any] = {}
        self.silent = False

    def let_in(self, address: str, subject: str) -> dict[str, str]:
        """A person signs in at the address they were sent to; the query they come back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.address}/authorize?")
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked | {"subject": subject}
        return {"code": code, "state": asked["state"]}

    def describe(self) -> dict[str, Any]:
        """The document below /.well-known/."""
        paths = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
        }
        return {
            "issuer": self.address,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{name: f"{self.address}/{path}" for name, path in paths.items()},
        } | self.described

    def keys(self) -> dict[str, Any]:
        """The public key."""
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def token(self, form: dict[str, str]) -> dict[str, str] | None:
        """The answer to a code, once, to who holds the secret and the verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or form.get("client_secret") != SECRET:
            return None
        if challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        if form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": asked["subject"],
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
        } | self.changes
        true = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode(
            true,
            "secret words, long enough for HS256" if self.algorithm == "HS256" else self.signing_key,
            self.algorithm,
            headers={"kid": "1"},
        )
        return {"access_token": "unused", "token_type": "Bearer", "id_token": signed}


@contextmanager
def serving() -> Iterator[FakeIssuer]:
    """An issuer that answers on a free port for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            answers = {"/.well-known/openid-configuration": issuer.describe, "/keys": issuer.keys}
            self._answer(None if issuer.silent or path not in answers else answers[path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(issuer.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _answer(self, said: object) -> None:
            body = json.dumps(said or {"error": "invalid_request"}).encode()
            self.send_response(200 if said else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = FakeIssuer(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield issuer
        server.shutdown()
        thread.join()
