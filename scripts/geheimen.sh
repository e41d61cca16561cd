#!/bin/sh
# Makes the secrets of docker-compose.yml that are not there yet, in geheimen/ (which git and the image leave alone).
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p geheimen
for naam in secret_key postgres_password; do
    [ -s "geheimen/$naam" ] || head -c 48 /dev/urandom | base64 | tr -d '\n' > "geheimen/$naam"
done
# Of the mail server: fill it in when it wants one.
[ -e geheimen/smtp_password ] || : > geheimen/smtp_password
# A container that runs without rights must be able to read them; the folder lets nobody else in.
chmod 700 geheimen
chmod 444 geheimen/*
echo "Geheimen staan in geheimen/. Bewaar een kopie op een veilige plek."
