#!/bin/sh
# Gives nginx and coturn the certificate of a name, each a copy that it may read, and has them use it from now on:
#
#   new-certificate NAME [FOLDER]
#
# FOLDER has fullchain.pem and privkey.pem, and is certbot's for NAME unless given. certbot calls this as --deploy-hook
# after each renewal; calls in progress notice nothing.
set -eu

name=${1:?"which name? new-certificate NAME [FOLDER]"}
folder=${2:-/etc/letsencrypt/live/$name}
for file in fullchain.pem privkey.pem; do
  if [ ! -r "$folder/$file" ]; then
    echo "new-certificate: there is no $folder/$file that can be read." >&2
    exit 1
  fi
done

running() { systemctl is-active --quiet "$1"; }

if [ -d /etc/nginx ]; then
  install -d -m 755 "/etc/ssl/$name"
  install -m 644 "$folder/fullchain.pem" "/etc/ssl/$name/"
  install -m 600 "$folder/privkey.pem" "/etc/ssl/$name/"
  if running nginx; then systemctl reload nginx; fi
fi

if getent group turnserver >/dev/null; then
  install -d -m 750 -g turnserver /etc/coturn
  install -m 644 "$folder/fullchain.pem" /etc/coturn/
  install -m 640 -g turnserver "$folder/privkey.pem" /etc/coturn/
  # coturn reads certificates again at SIGUSR2
  if running coturn; then systemctl kill --kill-who=main --signal=USR2 coturn; fi
fi
