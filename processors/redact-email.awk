#!/usr/bin/env -S awk -f
# Replaces e-mail addresses in records by <email>. Runs on each file's records under
#
#   fp-route each -- awk -f processors/redact-email.awk
#
# A processor is any program that reads records, one JSON object a line, and prints records. This one works on the text:
# an address holds nothing that JSON escapes. An escape just before it, as in "\nbob@example.com", is left whole.
function redact(text,    done, before, found, escape) {
    while (match(text, /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/)) {
        before = substr(text, 1, RSTART - 1)
        found = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        escape = match(before, /\\+$/) && RLENGTH % 2 ? (substr(found, 1, 1) == "u" ? 5 : 1) : 0
        done = done before substr(found, 1, escape) "<email>"
    }
    return done text
}
{ print redact($0) }
