# Built from the repository's root: docker build -t sluice .
FROM debian:trixie-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven openjdk-25-jdk-headless \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN mvn -B -ntp -DskipTests package \
 && jlink --output /jre --strip-debug --no-header-files --no-man-pages \
      --add-modules java.base,java.logging,java.naming,java.management,java.xml,java.sql,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.jfr

FROM debian:trixie-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/sluice sluice
COPY --from=build /jre /opt/jre
COPY --from=build /src/server/target/sluice.jar /opt/sluice/sluice.jar
USER sluice
WORKDIR /var/lib/sluice
# 8080: HTTP and WebSocket. 7881: ICE-TCP. 7882 and up: media over UDP, one port for each media loop.
EXPOSE 8080/tcp 7881/tcp 7882-7889/udp
ENTRYPOINT ["/opt/jre/bin/java", "-XX:+UseZGC", "-XX:+ExitOnOutOfMemoryError", "-XX:MaxRAMPercentage=60", \
  "--enable-native-access=ALL-UNNAMED", "-jar", "/opt/sluice/sluice.jar"]
