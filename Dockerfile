# The program and what it needs to run, and nothing else: no compiler, no tests, no package manager's cache.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
COPY adapters ./adapters
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
# docker build --build-arg VERSION=$(node -p 'require("./package.json").version') --build-arg REVISION=$(git rev-parse HEAD) .
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Wirewatch" \
      org.opencontainers.image.description="News monitor for Slack and Discord: feeds, watch topics, briefings with their sources" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
ENV NODE_ENV=production \
    WIREWATCH_CONFIG=/app/config/wirewatch.yaml \
    WIREWATCH_DATA=/data \
    WIREWATCH_PROBES=127.0.0.1:9464
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY src/store/embedded/template.tar.gz ./src/store/embedded/template.tar.gz
COPY config ./config
COPY seeds ./seeds
USER node
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["run"]
