# docker build -t runner .
# docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" runner experiments/dense.yaml
# Without --user, the results belong to root.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libjpeg-dev libpng-dev libyaml-dev make zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make install DESTDIR=/installed

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libjpeg62-turbo libpng16-16 libyaml-0-2 zlib1g \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /installed/ /
WORKDIR /work
ENTRYPOINT ["runner"]
