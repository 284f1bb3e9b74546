# The program in a small image, for a user of no rights. Mount a checkout at /repo:
#   docker build -t midspan .
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/repo" midspan report
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --locked --profile dist --bin midspan

FROM debian:bookworm-slim
# The certificates are whatever Debian's stable release has; a pinned version would go away.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/target/dist/midspan /usr/local/bin/midspan
USER 65532:65532
WORKDIR /repo
ENTRYPOINT ["midspan"]
