# The site as an image: `docker build -t mws .`; docker-compose.yml shows what it needs around it.
# Two stages: the tools that build stay behind, and what runs is not root and changes no file of its own.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/mws
RUN python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
# Hashed and compressed here, once, and not at every start. No secret of this step is kept.
RUN DJANGO_SETTINGS_MODULE=mws.settings.production SECRET_KEY=build MWS_PEPPER=build \
    MWS_FIELD_KEYS=build ALLOWED_HOSTS=build MWS_BASE_URL=https://build \
    DATABASE_URL=sqlite://:memory: \
    python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --no-create-home mws
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/srv/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=mws.settings.production
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/mws /srv/mws
WORKDIR /srv/mws
RUN mkdir -p media private && chown mws media private
USER mws
VOLUME ["/srv/mws/media", "/srv/mws/private"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD \
  ["python", "-c", "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': __import__('os').environ['ALLOWED_HOSTS'].split(',')[0].strip()}))"]
CMD ["gunicorn", "--config", "mws/deploy/gunicorn.py", "--bind", "0.0.0.0:8000", "mws.wsgi"]
