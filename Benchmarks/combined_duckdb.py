#!/usr/bin/env python3
"""Writes a combined access log as NDJSON with DuckDB on one thread: `combined_duckdb.py LOG`.

Its CSV reader splits at spaces and takes off the quotes; the request line is split and the time read by SQL.
"""

import sys

import duckdb

connection = duckdb.connect()
connection.execute("SET threads = 1")
connection.execute("SET preserve_insertion_order = true")
connection.execute(
    """
    COPY (
        SELECT strftime(strptime(day, '[%d/%b/%Y:%H:%M:%S'), '%Y-%m-%dT%H:%M:%SZ') AS time, client,
            nullif("user", '-') AS "user", split_part(request, ' ', 1) AS method,
            split_part(split_part(request, ' ', 2), '?', 1) AS path,
            nullif(split_part(split_part(request, ' ', 2), '?', 2), '') AS query,
            split_part(request, ' ', 3) AS protocol, status, bytes, nullif(referrer, '-') AS referrer, user_agent
        FROM read_csv(?, delim = ' ', quote = '"', escape = '\\', header = false, auto_detect = false, columns = {
            'client': 'VARCHAR', 'ident': 'VARCHAR', 'user': 'VARCHAR', 'day': 'VARCHAR', 'zone': 'VARCHAR',
            'request': 'VARCHAR', 'status': 'SMALLINT', 'bytes': 'BIGINT', 'referrer': 'VARCHAR', 'user_agent': 'VARCHAR'})
    ) TO '/dev/stdout' (FORMAT json)
    """,
    [sys.argv[1]],
)
