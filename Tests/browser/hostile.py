"""Fifty names of files and lines of logs that would like to be more than text."""

BEACON = "http://elsewhere.invalid/"  # any request there is a find

# Each sets window.__pwned, opens a dialog, loads something from elsewhere, breaks out of where it stands, or looks like another name.
# A name has no slash; a line may.
PAYLOADS = [
    b"<script>window.__pwned=1<@script>",
    b"<img src=x onerror=window.__pwned=2>",
    b"<svg onload=window.__pwned=3>",
    b'"><script>alert(4)<@script>',
    b"'><img src=x onerror=alert(5)>",
    b"<@title><script>window.__pwned=6<@script>",
    b"<@td><@tr><@table><script>window.__pwned=7<@script>",
    b"<@bdi><img src=x onerror=window.__pwned=8>",
    b"<@script><script>window.__pwned=9<@script>",
    b"<iframe srcdoc='<script>parent.__pwned=10<@script>'>",
    b"<a href=javascript:window.__pwned=11>a<@a>",
    b"javascript:window.__pwned=12",
    b"data:text@html,<script>window.__pwned=13<@script>",
    b"<img src=http:@@elsewhere.invalid@14.png>",
    b"<link rel=stylesheet href=http:@@elsewhere.invalid@15>",
    b"<style>*{background:url(http:@@elsewhere.invalid@16)}<@style>",
    b"<meta http-equiv=refresh content='0;url=http:@@elsewhere.invalid@17'>",
    b"<form action=http:@@elsewhere.invalid@18><button autofocus>",
    b"<input autofocus onfocus=window.__pwned=19>",
    b"<details open ontoggle=window.__pwned=20>",
    b"<video><source onerror=window.__pwned=21>",
    b"<body onload=window.__pwned=22>",
    b"<base href=http:@@elsewhere.invalid@>",
    b"<object data=http:@@elsewhere.invalid@24>",
    b"<embed src=http:@@elsewhere.invalid@25>",
    b"<template><script>window.__pwned=26<@script>",
    b"<noscript><img src=x onerror=window.__pwned=27><@noscript>",
    b"<!-- -->",
    b"]]><script>window.__pwned=29<@script>",
    b"&lt;script&gt;window.__pwned=30&lt;@script&gt;",
    b"&#60;script&#62;alert(31)",
    b"{{constructor.constructor('window.__pwned=32')()}}",
    b"${window.__pwned=33}",
    b"';window.__pwned=34;'",
    b"\\u003cscript>window.__pwned=35",
    b"__proto__",
    b"constructor",
    b"#file=1",
    b"?outcome=failed&name=%00",
    b"%3Cscript%3Ealert(40)%3C%2Fscript%3E",
    "invoice-\u202egol.exe".encode(),
    "\u2066\u200bpay\u200dload\ufeff".encode(),
    b"line\nfeed\r\nand\ttab",
    b"\x1b[31mred\x1b[0m\x07\x7f",
    b"not utf-8 \xff\xfe\xed\xa0\x80",
    "e\u0301\u0327\u0308\u0330".encode() * 15,
    b"x" * 200,
    b" leading and trailing ",
    "\u05d0\u05d1 \u0627\u0644 <b>".encode(),
    b"event: stats\n\ndata: {}\n\n",
]
assert len(PAYLOADS) == 50

NAMES = [payload.replace(b"@", "\u2215".encode()) + b".log" for payload in PAYLOADS]
assert all(len(name) <= 220 and b"/" not in name for name in NAMES) and len(set(NAMES)) == 50


def log(payload):
    """A log that carries `payload` as message, logger, field and key."""
    text = payload.replace(b"@", b"/")
    quoted = text.decode("utf-8", "replace").replace("\\", "\\\\").replace('"', '\\"')
    quoted = "".join(c if ord(c) >= 32 else f"\\u{ord(c):04x}" for c in quoted)
    one = text.replace(b"\n", b" ").replace(b"\r", b" ")
    return b"\n".join(
        [
            b"2025-05-12 02:11:55 ERROR Store - " + one,
            b"2025-05-12 02:11:56 ERROR Store - " + one,
            f'{{"time":"2025-05-12T02:11:57Z","level":"{quoted}","message":"{quoted}","{quoted}":1}}'.encode(),
            b'192.0.2.7 - - [12/May/2025:02:11:58 +0000] "GET /'
            + one.replace(b" ", b"+").replace(b'"', b"'")
            + b' HTTP/1.1" 200 12 "-" "-"',
            one,
            b"",
        ]
    )
