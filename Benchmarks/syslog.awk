# What fp-parse --mtime 2025-12-30T00:00:00Z does with the syslog of make-log, as fast as awk can. It trusts its input.
BEGIN {
    split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", names, " ")
    for (number in names) month[names[number]] = sprintf("%02d", number)
}
{
    bracket = index($5, "[")
    message = substr($0, 19 + length($4) + length($5))
    if (index(message, "\"")) gsub(/"/, "\\\"", message)
    print "{\"time\":\"2025-" month[$1] "-" ($2 < 10 ? "0" $2 : $2) "T" $3 "Z\",\"host\":\"" $4 "\",\"program\":\"" \
        substr($5, 1, bracket - 1) "\",\"pid\":" substr($5, bracket + 1, length($5) - bracket - 2) ",\"message\":\"" message "\"}"
}
