# What fp-parse does with the logfmt lines of make-log, as fast as awk can: any keys, quoted values. It trusts its input.
{
    rest = $0; fields = ""; time = level = message = ""
    while (rest != "") {
        at = index(rest, "=")
        key = substr(rest, 1, at - 1)
        if (substr(rest, at + 1, 1) == "\"") {
            rest = substr(rest, at + 2)
            match(rest, /([^"\\]|\\.)*"/)
            value = substr(rest, 1, RLENGTH - 1)
            rest = substr(rest, RLENGTH + 2)
        } else {
            rest = substr(rest, at + 1)
            at = index(rest, " ")
            if (!at) at = length(rest) + 1
            value = substr(rest, 1, at - 1)
            rest = substr(rest, at + 1)
        }
        if (key == "time") time = value
        else if (key == "level") level = value
        else if (key == "msg") message = value
        else fields = fields ",\"" key "\":" (value ~ /^[0-9]+$/ ? value : "\"" value "\"")
    }
    print "{\"time\":\"" time "\",\"level\":\"" level "\"" fields ",\"message\":\"" message "\"}"
}
