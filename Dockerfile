# Stylesheets and fonts
FROM node:20-bookworm-slim AS stijl
WORKDIR /portaal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY scripts/build_static.mjs scripts/
COPY static static
RUN npm run build

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 portaal
WORKDIR /portaal
COPY requirements/prod.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/prod.txt
COPY . .
COPY --from=stijl /portaal/static/build static/build
# Collecting static files reads the settings but no secret and no database.
RUN DEBUG=false SECRET_KEY=alleen-tijdens-bouwen ALLOWED_HOSTS=bouwen DATABASE_URL=postgresql://bouwen@localhost/bouwen \
    python manage.py collectstatic --noinput
USER portaal
ENV DEBUG=false PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen(urllib.request.Request('http://127.0.0.1:8000/healthz', headers={'X-Forwarded-Proto': 'https', 'Host': 'localhost'}))"]
CMD ["gunicorn", "wmo_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--max-requests", "2000", "--max-requests-jitter", "200", "--access-logfile", "-"]
