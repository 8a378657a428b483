# The six programs, their scripts and what these need, on a small Debian.
#
#   make build-docker && make run-docker        or see docker-compose.yml; all about it is in docs/install.md
#
# Both base images can be others: any Swift 6.2 or later on Debian or Ubuntu, and any Debian or Ubuntu.
ARG SWIFT_IMAGE=swift:6.3-bookworm
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${SWIFT_IMAGE} AS build
WORKDIR /src
COPY pipelines/setup pipelines/
RUN pipelines/setup build && rm -rf /var/lib/apt/lists/*
COPY Package.swift ./
RUN swift package resolve
# What is compiled comes before the rest, so that a change in a page or a script compiles nothing anew.
COPY Makefile ./
COPY pipelines/build pipelines/
COPY Sources Sources
COPY Tests Tests
RUN make release
COPY . .
# The context has no git: the version comes from outside.
ARG FP_VERSION=unversioned
RUN FP_VERSION="$FP_VERSION" pipelines/package --tree /opt/fp

FROM ${BASE_IMAGE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends jq tzdata \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/*.log /var/cache/debconf/*-old \
    && groupadd --gid 10001 fp \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data fp \
    && install -d -m 1777 /data/watch_dir /data/results
COPY --from=build /opt/fp /opt/fp
# Paths in a config are relative to it, so one from beside a clone or a package works here, but for its host: a container's
# loopback is nobody else's.
RUN cd /data \
    && jq '.dashboard.host = "0.0.0.0"' /opt/fp/log_processor_config.json >log_processor_config.json \
    && cp /opt/fp/pipeline_config.json . \
    && ln -s /opt/fp/pipelines pipelines
ENV PATH=/opt/fp/bin:/opt/fp/pipelines:$PATH
# The tokens stay with the folder that they give access to, whichever container comes next.
ENV XDG_STATE_HOME=/data/watch_dir/.fp-supervise
ARG FP_VERSION=unversioned
LABEL org.opencontainers.image.title=fp \
      org.opencontainers.image.version=$FP_VERSION \
      org.opencontainers.image.licenses=MIT
USER 10001:10001
WORKDIR /data
VOLUME ["/data/watch_dir", "/data/results"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=15s --retries=2 CMD ["check-health"]
ENTRYPOINT ["fp-supervise"]
CMD ["--watch"]
