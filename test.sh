#!/usr/bin/env bash
# Builds everything and runs every test, on both databases and in the browser. Ends with the totals; fails if a test failed,
# was skipped, or none ran. Installs PostgreSQL, Chromium and Chinese fonts where they are missing (Debian or Ubuntu, as root).
set -euo pipefail

cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"
results="$PWD/artifacts/test-results"
rm -rf "$results"
mkdir -p "$results"

export CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

install_missing() {
    local missing=()
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
    command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family)" ] || missing+=(fontconfig fonts-noto-cjk)
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "Missing: ${missing[*]}. Install them, or run this as root on Debian or Ubuntu." >&2
        exit 1
    fi
    echo "Installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    # The tests start a PostgreSQL of their own; the package's own cluster would only take memory.
    mkdir -p /etc/postgresql-common
    [ -f /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

seconds() { echo "$SECONDS s"; }

install_missing

echo "== restore (locked)"
dotnet restore CaseWorkflows.sln --locked-mode -nologo -v quiet
echo "== build ($(seconds))"
dotnet build CaseWorkflows.sln -c Release --no-restore -nologo -tl:off -v quiet "-clp:ErrorsOnly;NoSummary" -m:2

status=0
# The same gate that a publication passes, over what is shipped: a broken flow stops the build, not the next start.
for folder in workflows/definitions workflows/scenarios/eligibility; do
    echo "== check $folder ($(seconds))"
    dotnet src/CaseWorkflows.Web/bin/Release/net10.0/CaseWorkflows.Web.dll check "$folder" || status=1
done
for project in tests/*/*.csproj; do
    name="$(basename "$project" .csproj)"
    # Benchmarks and the like are no test projects; a test project whose tests are not found is noticed below.
    grep -q 'Microsoft.NET.Test.Sdk' "$project" || continue
    echo "== $name ($(seconds))"
    dotnet test "$project" -c Release --no-build -nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" || status=1
    [ -f "$results/$name.trx" ] || { echo "$name ran no tests." >&2; status=1; }
done

passed=0 failed=0 skipped=0
for trx in "$results"/*.trx; do
    [ -f "$trx" ] || continue
    counters="$(grep -o '<Counters [^>]*' "$trx" | head -1)"
    count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
    total="$(count total)" executed="$(count executed)" good="$(count passed)"
    passed=$((passed + good))
    failed=$((failed + executed - good))
    skipped=$((skipped + total - executed))
    if [ "$total" -eq 0 ]; then echo "$(basename "$trx" .trx) found no tests." >&2; status=1; fi
done
if [ "$skipped" -gt 0 ]; then echo "$skipped tests were skipped; a skipped test is a failed one here." >&2; fi
if [ "$failed" -gt 0 ] || [ "$skipped" -gt 0 ] || [ "$passed" -eq 0 ]; then status=1; fi

echo "== done ($(seconds))"
echo "$passed passed, $((failed + skipped)) failed" | tee "$results/totals"
exit $status
