# What fp-parse does with the log4j lines of make-log, as fast as awk can. It trusts its input.
{
    at = index($0, " - ")
    message = substr($0, at + 3)
    if (index(message, "\"")) gsub(/"/, "\\\"", message)
    print "{\"time\":\"" $1 "T" substr($2, 1, 8) "." substr($2, 10) "Z\",\"level\":\"" tolower($4) "\",\"thread\":\"" \
        substr($3, 2, length($3) - 2) "\",\"logger\":\"" $5 "\",\"message\":\"" message "\"}"
}
