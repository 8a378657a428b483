# What fp-parse does with JSON lines, as fast as awk can: their members in any order, and time and message beside them. It
# trusts its input: flat objects without spaces between their members.
{
    rest = substr($0, 2); time = level = message = ""
    while (length(rest) > 1) {
        at = index(rest, "\":")
        key = substr(rest, 2, at - 2)
        rest = substr(rest, at + 2)
        if (substr(rest, 1, 1) == "\"") {
            match(rest, /"([^"\\]|\\.)*"/)
            value = substr(rest, 2, RLENGTH - 2)
            rest = substr(rest, RLENGTH + 2)
        } else {
            match(rest, /[^,}]*/)
            value = substr(rest, 1, RLENGTH)
            rest = substr(rest, RLENGTH + 2)
        }
        if (key == "ts") time = value
        else if (key == "msg") message = value
    }
    print substr($0, 1, length($0) - 1) ",\"time\":\"" time "\",\"message\":\"" message "\"}"
}
