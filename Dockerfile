# The first stage installs, the second runs: nothing that builds is in what runs.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.lock .
RUN python -m venv .venv
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY LICENSE .
COPY storage storage
COPY digests digests
COPY commands commands
COPY bot bot
RUN .venv/bin/python -m compileall -q storage digests commands bot

FROM python:3.11-slim
# A user without a password, a shell or a home: all it owns is the data.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin roundtable \
    && install --directory --owner=roundtable --group=roundtable --mode=0700 /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONNODEBUGRANGES=1 \
    ROUNDTABLE_DATA_DIR=/data
USER roundtable
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
