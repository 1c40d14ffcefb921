# The app in a container. Build: docker build -t prodseceng .
# Run: docker run --env-file .env -v prodseceng:/app/data -p 3000:3000 --stop-timeout 15 prodseceng
# Other commands: docker run … prodseceng doctor, or docker exec … node dist/main.js backup data/FILE
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
# The bundle holds everything but native and worker-based packages.
RUN node scripts/keep-modules.mjs better-sqlite3 pino pino-pretty
RUN mkdir data

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build --chown=node:node /app/data ./data
USER node
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["start"]
