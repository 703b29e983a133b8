# The bot alone, without what its tests need; every package is checked against its hash in requirements.lock.
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /src
COPY pyproject.toml requirements.lock README.md ./
RUN uv venv /opt/groundswell \
    && uv pip install --no-cache --python /opt/groundswell --requirements pyproject.toml --constraints requirements.lock
COPY benchmarks benchmarks
COPY bot bot
COPY commands commands
COPY storage storage
COPY surveys surveys
RUN uv pip install --no-cache --python /opt/groundswell --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=build /opt/groundswell /opt/groundswell
# The database and the key live in the home, which is a volume.
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/groundswell groundswell
USER groundswell
WORKDIR /var/lib/groundswell
VOLUME /var/lib/groundswell
ENV PATH=/opt/groundswell/bin:$PATH GROUNDSWELL_HOST=0.0.0.0 GROUNDSWELL_PORT=3000
EXPOSE 3000
HEALTHCHECK --start-period=30s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"GROUNDSWELL_PORT\"]}/healthz', timeout=3)"]
ENTRYPOINT ["groundswell"]
CMD ["run"]
