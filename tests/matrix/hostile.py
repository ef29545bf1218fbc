"""What people with bad intentions type."""

_SITES = ["evil.example", "evil.example/", "evil.example\\@testserver", "testserver.evil.example",
          "testserver@evil.example", "user:pw@evil.example", "[::1]", "127.0.0.1:9", "①②⑦.0.0.1",
          "еvil.example"]  # fmt: skip
_STARTS = ["https://", "//", "///", "\\\\", "/\\", "http:"]
NEXTS = [start + site for start in _STARTS for site in _SITES] + [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
    "\t//evil.example",
    "\n//evil.example", " //evil.example", "/\t/evil.example", "https:evil.example",
    "%2f%2fevil.example",
    "/%5cevil.example", "ftp://evil.example", "//evil%E3%80%82example", "///\\;@evil.example",
    "/\r\nLocation: https://evil.example", ".evil.example", "@evil.example",
]  # fmt: skip
VALUES = [
    "", " ", "\0", "a\0b", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "9" * 1_000_000, "-1", "0", "1e400", "NaN", "Infinity", "-0", "1" + "0" * 30, "９９９", "٣",
    "0x10", "1.5.5", "\u202eabc", "\u200b", "a" * 100_000, "0000-00-00", "2026-02-30",
    "99999-01-01",
    "0001-01-01", "9999-12-31", "2026-13-01T25:61", "9999-12-31T23:59", "9223372036854775808",
    "-9223372036854775809", "2147483648", "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}",
    "%s%s%n", "../../etc/passwd", "00000000-0000-0000-0000-000000000000", "null", "[]", "{}",
    "=cmd|'/c calc'!A1", "𠮷" * 50, "\r\n\r\n", "﷽" * 100, "true",
]  # fmt: skip
