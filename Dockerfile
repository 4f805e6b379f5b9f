# Two images: `platform` for web, worker, scheduler, sequencer and the migration job, and `front` for the web server before them, with the
# static files of the same build; compose.yaml shows how they go together.
FROM python:3.11-slim-bookworm AS platform

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    YANGGUANG_STATIC_ROOT=/srv/static YANGGUANG_MEDIA_ROOT=/srv/media YANGGUANG_BULK_ROOT=/srv/bulk
WORKDIR /app

COPY requirements/production.lock requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/production.lock

COPY . .
# Only the names of static files are needed here, so the build knows no secret.
RUN YANGGUANG_MODE=demo python manage.py collectstatic --noinput --verbosity=0 \
    && useradd --system --no-create-home yangguang \
    && install -d -o yangguang -g yangguang /srv/media /srv/bulk /srv/transparency /srv/record

USER yangguang
VOLUME /srv/media /srv/bulk /srv/transparency /srv/record
EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--workers", "2", "--blocking-threads", "16", "--respawn-failed-workers", "config.wsgi:application"]

FROM nginx:1.28-bookworm AS front

# The image fills in each setting of its environment that begins so, and starts.
ENV NGINX_ENVSUBST_FILTER=^FRONT_ NGINX_ENVSUBST_OUTPUT_DIR=/etc/nginx
COPY config/front.conf.tmpl /etc/nginx/templates/nginx.conf.template
COPY --from=platform /srv/static /srv/static
