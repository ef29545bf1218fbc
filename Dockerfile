# The site as an image: `docker build -t mws .`; docker-compose.yml shows what it needs around it.
FROM python:3.11-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=mws.settings.production
WORKDIR /srv/mws
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .

# Hashed and compressed here, once, and not at every start. No secret of this step is kept.
RUN SECRET_KEY=build MWS_PEPPER=build MWS_FIELD_KEYS=build ALLOWED_HOSTS=build \
    MWS_BASE_URL=https://build DATABASE_URL=sqlite://:memory: \
    python manage.py collectstatic --noinput --verbosity 0

RUN useradd --system --no-create-home mws \
 && mkdir -p media private && chown mws media private
USER mws
VOLUME ["/srv/mws/media", "/srv/mws/private"]
EXPOSE 8000
CMD ["gunicorn", "mws.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
