# The six programs on a small base. Build: docker build -t fp .
# Run: docker run --rm -v "$PWD/watch_dir:/data/watch_dir" -v "$PWD/results:/data/results" fp
# (both folders writable for user 10001, or with --user)
FROM swift:6.2-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends zlib1g-dev libsqlite3-dev make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
COPY Makefile ./
COPY pipelines pipelines
RUN make install PREFIX=/out

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libsqlite3-0 libstdc++6 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 fp \
    && install -d -o fp -g fp /data /data/watch_dir /data/results
COPY --from=build /out/bin/ /usr/local/bin/
COPY pipelines/watch.sh pipelines/file.sh pipelines/rules.json /usr/local/share/fp/
USER fp
WORKDIR /data
# A container that is stopped is killed in the end: nothing is lost, the next one goes on where it was.
ENTRYPOINT ["/usr/local/share/fp/watch.sh"]
CMD ["/data/watch_dir"]
