#!/usr/bin/env bash
# Somebody else's generator of requests against the served document, on a running simulated office.
# Stops what it started. FUZZ_SECONDS says how long, FUZZ_SEED which story.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(realpath "${CARGO_TARGET_DIR:-target}")/debug
venv=$(realpath "${CARGO_TARGET_DIR:-target}")/schemathesis
out=$(realpath "${CARGO_TARGET_DIR:-target}")/fuzz-api
rm -rf "$out" && mkdir -p "$out"
if [ ! -x "$venv/bin/st" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet 'schemathesis==4.*'
fi

hw-sim/demo.sh --stay >"$out/office.log" 2>&1 &
office=$!
trap 'kill "$office" 2>/dev/null && wait "$office" 2>/dev/null || true' EXIT
# The hands' socket stands in the last lines that it prints.
until grep -q 'ctl --socket .* people' "$out/office.log"; do
    kill -0 "$office" || { cat "$out/office.log"; exit 1; }
    sleep 0.2
done
url=$(grep -om1 'http://[0-9.:]*' "$out/office.log" | head -n1)
eval "$(sed -n 's/.*export \(CETAKD_CONFIG=.*\)/export \1/p' "$out/office.log")"
control=$(sed -n 's/.*ctl --socket \([^ ]*\) people.*/\1/p' "$out/office.log")

# A card on the desk reader, so that no tap waits for one.
"$bin/cetakd" print --reason baru 9901011708870001 >/dev/null
"$bin/hw-sim" ctl --socket "$control" tap top >/dev/null

umask 077
echo 482915 >"$out/pin"
export CETAKD_NEW_PIN_FILE=$out/pin CETAKD_PIN_FILE=$out/pin CETAKD_AS=kartini
env -u CETAKD_AS -u CETAKD_PIN_FILE "$bin/cetakd" people add kartini --role kepala >/dev/null
"$bin/cetakd" people add omar --role operator >/dev/null

signed=$(curl -sS -D "$out/head" -H 'Content-Type: application/json' \
    -d '{"name":"kartini","pin":"482915"}' "$url/api/session")
token=$(sed -n 's/.*"csrf":"\([^"]*\)".*/\1/p' <<<"$signed")
cookie=$(sed -n 's/^set-cookie: \([^;]*\);.*/\1/ip' "$out/head")

cookie=${cookie#*=}
cat >"$out/schemathesis.toml" <<TOML
[auth.openapi.session]
api_key = "$cookie"
[auth.openapi.token]
api_key = "$token"
# Refusals of the office are answers, too: a lane that there is none of, a day that no month has.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 422, 502, 503]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 409, 413, 415, 421, 422, 429]
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 415, 422]
TOML
# Short keys come again and again, and would be answered from memory: a lawful one is made new.
cat >"$out/hooks.py" <<'PY'
import itertools
import schemathesis

count = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and 0 < len(key) <= 110 and all("!" <= one <= "~" for one in key):
        case.headers["Idempotency-Key"] = f"{key}-{next(count)}"
PY
export SCHEMATHESIS_HOOKS=$out/hooks.py
# Signing out would end the story; signing in is tried by others so many times a minute only.
code=0
# It keeps what it found where it stands.
cd "$out"
"$venv/bin/st" --config-file "$out/schemathesis.toml" run "$url/api/openapi.json" \
    --checks all \
    --exclude-path /api/session/end --exclude-path /api/session \
    --phases examples,coverage,fuzzing --continue-on-failure \
    --max-time "${FUZZ_SECONDS:-180}" --seed "${FUZZ_SEED:-1}" --request-timeout 60 \
    --output-sanitize true --no-color >"$out/report.txt" 2>&1 || code=$?
cat "$out/report.txt"
# How often each route was refused, and how often it did something.
curl -fsS "$url/metrics" | grep '^cetakd_http_requests_total{route="/api'
curl -fsS "$url/readyz"; echo
exit "$code"
