# Stylesheets and fonts. Node 24 is supported until April 2028.
FROM node:24-trixie-slim AS stijl
WORKDIR /portaal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY scripts/build_static.mjs scripts/
COPY static static
COPY templates templates
RUN npm run build

# Debian 13 has the client of PostgreSQL 17, which a backup needs.
FROM python:3.13-slim-trixie
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 portaal
WORKDIR /portaal
COPY requirements/prod.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/prod.txt
COPY . .
COPY --from=stijl /portaal/static/build static/build
# Collecting static files reads the settings but no secret and no database; this key is made here and goes with the step.
RUN SECRET_KEY="$(head -c 48 /dev/urandom | base64)" DEBUG=false ALLOWED_HOSTS=bouwen DATABASE_URL=postgresql://bouwen@localhost/bouwen \
    python manage.py collectstatic --noinput \
    && python -m compileall -q .
USER portaal
# Nothing below / is written: a container runs with a read-only root and a /tmp in memory.
ENV DEBUG=false PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BIND=0.0.0.0:8000 XDG_CACHE_HOME=/tmp
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "wmo_portal.wsgi"]
