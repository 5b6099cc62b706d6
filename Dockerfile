# Not more than the scripts do: system packages, locked requirements, the program; then an ordinary user.
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN script/bootstrap && rm -rf /var/lib/apt/lists/* /root/.cache \
    && useradd --system --home-dir /data mediation && install -d -o mediation -m 700 /data
USER mediation
ENV MEDIATION_DATA_DIR=/data MEDIATION_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
CMD ["sh", "-c", ".venv/bin/mediation db upgrade && exec .venv/bin/mediation serve"]
