# Sluice in a container: docker build -t sluice . in the repository's root. server/docs/containers.md says how to run it.
#
# Debian 13 brings OpenJDK 25 with security updates of its own and OpenSSL 3.5; nothing comes from elsewhere but Maven's
# libraries. For a build that can be repeated name the base by digest: --build-arg BASE=debian@sha256:...
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
# binutils: jlink strips native libraries with it. Without versions, since the distribution's security updates are wanted
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends binutils ca-certificates-java maven openjdk-25-jdk-headless \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn/
COPY signaling-protocol signaling-protocol/
COPY recorder recorder/
COPY server server/
# where Maven finds libraries, if not at Maven Central: -s, -o, -Dmaven.repo.local.tail and others
ARG MAVEN_ARGS=
# libraries stay in the builder's cache, and only what is new is fetched again
RUN --mount=type=cache,target=/root/.m2/repository \
    MAVEN_ARGS="${MAVEN_ARGS}" mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl server -am package
COPY deploy/image deploy/image/
RUN sh deploy/image/assemble.sh server/target /opt

FROM ${BASE}
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="A WebRTC SFU media server in plain Java" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="debian:trixie-slim"
# libstdc++ and zlib, which the runtime needs, are in the base
RUN groupadd --gid 10001 sluice \
 && useradd --uid 10001 --gid 10001 --no-log-init --shell /usr/sbin/nologin --home-dir /var/lib/sluice sluice \
 && install -d -o sluice -g sluice -m 0750 /var/lib/sluice /var/lib/sluice/records
COPY --from=build /opt /opt
ENV PATH=/opt/sluice/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 \
    RECORD_DIR=/var/lib/sluice/records
USER 10001:10001
WORKDIR /var/lib/sluice
VOLUME /var/lib/sluice
# 8080: HTTP and WebSocket. 7881: ICE-TCP. 7882 and up: media over UDP, one port for each media loop.
EXPOSE 8080/tcp 7881/tcp 7882-7889/udp
STOPSIGNAL SIGTERM
# each check starts a small JVM, a quarter of a second of one core
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["sluice", "healthcheck"]
ENTRYPOINT ["sluice"]
