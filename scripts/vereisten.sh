#!/bin/sh
# Stops with one clear line when this machine lacks what the set-up itself needs.
set -eu
python=$1
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Er is Python 3.11 of nieuwer nodig ('$python' is dat niet). Kies er een met: make run PYTHON=python3.13" >&2
    exit 1
}
"$python" -c 'import venv, ensurepip' 2>/dev/null || {
    echo "Python kan geen omgeving maken. Installeer op Debian: apt-get install python3-venv" >&2
    exit 1
}
command -v npm >/dev/null || {
    echo "npm ontbreekt; het bouwt de stijlbladen. Installeer op Debian: apt-get install npm" >&2
    exit 1
}
