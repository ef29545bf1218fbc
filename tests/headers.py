"""The headers every page carries: exactly, so that a change is seen."""

from collections.abc import Mapping

PUBLIC_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SENSORS = ("camera", "microphone", "geolocation", "payment", "usb")


def header_faults(headers: Mapping[str, str]) -> list[str]:
    """What is missing or differs on an answer; names in lower case, as browsers tell them."""
    policy = headers.get("content-security-policy", "")
    differing = PUBLIC_POLICY ^ {part.strip() for part in policy.split(";")}
    faults = [f"Content-Security-Policy: {part}" for part in sorted(differing)]
    faults += [
        f"{name}: {headers.get(name.lower())}"
        for name, value in HEADERS.items()
        if headers.get(name.lower()) != value
    ]
    allowed = headers.get("permissions-policy", "")
    return faults + [f"{name} is allowed" for name in SENSORS if f"{name}=()" not in allowed]
