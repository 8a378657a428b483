# One made-up log file. Called by generate-sample-logs with
#   -v kind=KIND -v lines=N -v seed=N -v number=N -v output=FILE
# and prints the time of the last record, which becomes the file's modification time.
#
# The same bytes from mawk, gawk and busybox awk: the random numbers are Park and Miller's, whose products stay below
# 2^53; there is no srand, no strftime, no gsub with backslashes, and LC_ALL=C is the caller's.

function random(n) { state = (state * 16807) % 2147483647; return state % n }

function chance(percent) { return random(1000) < percent * 10 }

# One of the words of `list`, in which a word may stand several times.
function pick(list,    words) { words = split(list, picked, "|"); return picked[1 + random(words)] }

# A rank from 1 to `ranks`, the first ones far more often: rank r has the weight 1/r.
function zipf(ranks,    total, rank, point) {
    for (rank = 1; rank <= ranks; rank++) total += int(10000 / rank)
    point = random(total)
    for (rank = 1; rank < ranks; rank++) {
        point -= int(10000 / rank)
        if (point < 0) break
    }
    return rank
}

function hexadecimal(digits,    text) {
    while (digits-- > 0) text = text substr("0123456789abcdef", 1 + random(16), 1)
    return text
}

# Time goes forward in bursts and pauses, from 2025-05-12 02:11:55 on.
function advance() {
    if (burst > 0) { burst--; millisecond += random(60) }
    else if (chance(4)) burst = 5 + random(40)
    else { second += random(3); millisecond += random(1000) }
    if (millisecond >= 1000) { millisecond -= 1000; second++ }
    while (second >= 86400) { second -= 86400; next_day() }
    clock = sprintf("%02d:%02d:%02d", int(second / 3600), int(second / 60) % 60, second % 60)
}

function next_day() {
    if (++day > month_days[month] + (month == 2 && year % 4 == 0)) { day = 1; month++ }
    if (month > 12) { month = 1; year++ }
    set_date()
}

function set_date() { date = sprintf("%04d-%02d-%02d", year, month, day) }

function emit(line) {
    if (written == lines) return
    print line > output
    written++
}

# --- Web server ---------------------------------------------------------------------------------------------------

# A visitor keeps address, user and browser for a session and walks from page to page.
function new_visitor(slot) {
    client[slot] = (1 + random(222)) "." random(256) "." random(256) "." (1 + random(254))
    if (chance(4)) client[slot] = "2001:db8:" hexadecimal(4) "::" hexadecimal(3)
    user[slot] = chance(12) ? pick("alice|bob|carol|dave|erin|frank") : "-"
    agent[slot] = agents[zipf(agent_count)]
    referrer[slot] = chance(55) ? "-" : pick("https://www.example.com/|https://search.example/?q=fp|https://news.example/item")
    steps[slot] = 1 + random(25)
}

function access_line(combined,    slot, path, method, status, size) {
    slot = 1 + random(24)
    if (steps[slot]-- < 1) new_visitor(slot)
    if (incident() && chance(60)) { path = "/api/checkout"; method = "POST"; status = pick("502|503|504|500") }
    else {
        path = paths[zipf(path_count)]
        if (chance(8)) path = path "?page=" (1 + random(30)) "&sort=" pick("price|name|date")
        method = pick("GET|GET|GET|GET|GET|GET|GET|GET|POST|HEAD|PUT|DELETE")
        status = pick("200|200|200|200|200|200|200|200|200|200|200|200|204|301|302|304|304|304|401|403|404|404|500|429")
    }
    size = (status == 304 || status == 204 || method == "HEAD") ? "-" : 180 + random(300) * random(300)
    line = client[slot] " - " user[slot] " [" sprintf("%02d/%s/%04d:", day, month_name[month], year) clock " +0000] \"" \
        method " " path " HTTP/" (chance(70) ? "1.1" : "2.0") "\" " status " " size
    if (combined) line = line " \"" referrer[slot] "\" \"" agent[slot] "\""
    if (status < 400) referrer[slot] = "https://shop.example" path
    emit(line)
}

# --- System logs --------------------------------------------------------------------------------------------------

function syslog_message(    name) {
    name = pick("root|admin|deploy|oracle|git|backup|test")
    program_name = pick("sshd|sshd|sshd|cron|kernel|systemd|postfix/smtpd|sudo")
    if (incident()) program_name = "sshd"
    if (program_name == "sshd") {
        if (incident() || chance(35))
            return "Failed password for " (chance(50) ? "invalid user " : "") name " from 203.0.113." random(256) " port " (1024 + random(60000)) " ssh2"
        return pick("Accepted publickey|Accepted password") " for " name " from 198.51.100." random(256) " port " (1024 + random(60000)) " ssh2"
    }
    if (program_name == "cron") return "(" name ") CMD (/usr/local/bin/" pick("backup|rotate|report") " --job " random(40) ")"
    if (program_name == "kernel") return "[" (1000 + random(90000)) "." sprintf("%06d", random(1000000)) "] eth0: link " pick("up, 1000 Mbps, full duplex|down")
    if (program_name == "systemd") return pick("Started|Stopped|Reloaded") " " pick("nginx|postgresql|session-" random(900)) ".service."
    if (program_name == "sudo") return name " : TTY=pts/" random(9) " ; PWD=/home/" name " ; USER=root ; COMMAND=/usr/bin/systemctl restart nginx"
    return "connect from unknown[192.0.2." random(256) "]"
}

function rfc3164_line(    message) {
    message = syslog_message()
    emit(sprintf("%s %2d %s %s ", month_name[month], day, clock, host) program_name \
        (program_name == "kernel" ? "" : "[" (300 + random(30000)) "]") ": " message)
}

function rfc5424_line(    message, structured) {
    message = syslog_message()
    structured = chance(40) ? "[origin@32473 ip=\"192.0.2." random(256) "\" try=\"" random(9) "\"]" : "-"
    emit("<" (8 * pick("1|3|4|10") + pick("2|3|4|5|6|6|6|6|7")) ">1 " date "T" clock sprintf(".%03dZ ", millisecond) host " " \
        program_name " " (300 + random(30000)) " " (chance(30) ? "ID" random(90) : "-") " " structured " " message)
}

# --- Applications -------------------------------------------------------------------------------------------------

# Chooses level, component and message of one event.
function application_event(    choice) {
    if (incident() && chance(70)) {
        level = "ERROR"
        says("Database", "connection pool exhausted after " (5000 + random(9000)) " ms, " (20 + random(200)) " waiting")
        return
    }
    choice = random(100)
    level = choice < 55 ? "INFO" : choice < 80 ? "DEBUG" : choice < 91 ? "WARN" : "ERROR"
    if (chance(0.3)) level = "FATAL"
    choice = zipf(5)
    if (level == "INFO") {
        if (choice == 1) says("Orders", "order " (100000 + random(900000)) " accepted for customer " random(5000))
        else if (choice == 2) says("Session", "user " random(5000) " logged in from 198.51.100." random(256))
        else if (choice == 3) says("Payments", "payment of " random(500) sprintf(".%02d", random(100)) " EUR confirmed")
        else if (choice == 4) says("Mailer", "sent mail to customer" random(5000) "@example.com")
        else says("Scheduler", "job nightly-report finished in " random(90000) " ms")
    } else if (level == "DEBUG") {
        if (choice < 3) says("Catalog", "cache hit for key product:" random(5000))
        else says("Database", choice == 3 ? "query took " random(90) " ms" : "lock " hexadecimal(6) " released")
    } else if (level == "WARN") {
        if (choice == 1) says("Database", "slow query: " (1000 + random(9000)) " ms")
        else if (choice == 2) says("Payments", "retry " (1 + random(5)) " of 5 for request " hexadecimal(8))
        else says("Store", "disk /var/data is " (80 + random(20)) "% full")
    } else if (choice < 3) says("Payments", "cannot reach payment gateway 192.0.2." random(256) ":443")
    else if (choice == 3) says("Orders", "order " (100000 + random(900000)) " rejected: card expired")
    else says("Scheduler", "unhandled exception in worker " random(16))
}

function says(who, what) { component = who; message = what }

function stack_trace(    depth) {
    emit("java.lang.IllegalStateException: state " random(9) " is not valid here")
    for (depth = 3 + random(6); depth > 0; depth--)
        emit("\tat com.example." pick("shop.Order|shop.Cart|pay.Gateway|db.Pool|http.Server") "." pick("run|call|handle|acquire|commit") "(" pick("Order|Cart|Gateway|Pool|Server") ".java:" (10 + random(900)) ")")
    if (chance(40)) {
        emit("Caused by: java.net.SocketTimeoutException: connect timed out")
        emit("\t... " (3 + random(30)) " more")
    }
}

function fails() { return level == "ERROR" || level == "FATAL" }

function bracket_line() {
    application_event()
    emit(date " " clock " [" level "] " component ": " message)
    if (fails() && chance(40)) stack_trace()
}

function pipe_line() {
    application_event()
    emit(date " " clock "|" level "|" component "|" message)
    if (fails() && chance(40)) stack_trace()
}

function log4j_line() {
    application_event()
    emit(date " " clock sprintf(",%03d - %-5s [", millisecond, level) pick("main|worker-" (1 + random(8)) "|http-8080-exec-" (1 + random(20))) ":" component "@" (20 + random(900)) "] - " message)
    if (fails() && chance(50)) stack_trace()
}

function json_line() {
    application_event()
    emit("{\"ts\":\"" date "T" clock sprintf(".%03dZ", millisecond) "\",\"level\":\"" tolower(level) "\",\"logger\":\"" component \
        "\",\"msg\":\"" message "\",\"request_id\":\"" hexadecimal(16) "\",\"http\":{\"method\":\"" pick("GET|GET|POST") \
        "\",\"status\":" (fails() ? 500 : 200) "},\"duration\":" random(3) "." sprintf("%03d", random(1000)) \
        (chance(10) ? ",\"note\":\"said \\\"no\\\" \\u00e9\"" : "") "}")
}

# What a real file has too: a line cut off by a crash, bytes that are no text, somebody's print statement.
function garbage() {
    emit(pick("-----|*** restarted by operator ***|\001\033[31m\377\376 unreadable|" substr(line "2025-05-1", 1, 9 + random(30))))
}

# One stretch of every file, a twentieth of it, is an incident: errors of one kind, close together.
function incident() { return written > lines * 0.60 && written < lines * 0.65 }

function line_of(kind) {
    if (kind == "combined") access_line(1)
    else if (kind == "common") access_line(0)
    else if (kind == "rfc3164") rfc3164_line()
    else if (kind == "rfc5424") rfc5424_line()
    else if (kind == "json") json_line()
    else if (kind == "log4j") log4j_line()
    else if (kind == "bracket") bracket_line()
    else if (kind == "pipe") pipe_line()
    else if (kind == "mixed") { if (chance(50)) bracket_line(); else pipe_line() }
}

BEGIN {
    state = (seed * 1000003 + number * 7919) % 2147483646 + 1
    for (i = 0; i < 20; i++) random(2)
    split("Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec", month_name, "|")
    split("31|28|31|30|31|30|31|31|30|31|30|31", month_days, "|")
    path_count = split("/|/products|/cart|/static/app.js|/static/site.css|/login|/products/17|/images/logo.png|/api/items|/products/4711|/search|/checkout|/api/orders|/favicon.ico|/account|/health|/blog|/about|/robots.txt|/api/items/99|/blog/2025/05|/wp-login.php|/images/hero.webp|/account/orders", paths, "|")
    agent_count = split("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36|Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148|curl/7.88.1|ExampleBot/2.1 (+https://bot.example/about)|Go-http-client/1.1", agents, "|")
    year = 2025; month = 5; day = 12; second = 7915
    set_date()
    host = pick("web1|web2|db1|gateway|mail")
    while (written < lines) {
        advance()
        if (chance(0.3)) garbage()
        else line_of(kind)
    }
    close(output)
    print date " " clock
}
