#!/usr/bin/env bash
# Builds what is needed and runs a verb; without one, the server. `./run.sh --help` lists them.
# What the build says goes to stderr, so that stdout holds the verb's result and nothing else.
set -euo pipefail

root="$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd -P)"
app="$root/artifacts/app"
stamp="$root/artifacts/app.built"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

if ! command -v dotnet >/dev/null; then
    echo "没有找到 .NET 10 SDK，请先安装。 / The .NET 10 SDK is missing; please install it." >&2
    exit 1
fi

inputs() {
    find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/BannedSymbols.txt" "$root/global.json" \
        \( -name bin -o -name obj \) -prune -o -type f "$@"
}

is_current() {
    [ -f "$stamp" ] && [ -f "$app/CaseWorkflows.Web.dll" ] || return 1
    [ -z "$(inputs -newer "$stamp" -print -quit)" ] || return 1
    # A file that is gone is newer than nothing: the stamp holds what was there.
    [ "$(inputs -print | sort | cksum)" = "$(cat "$stamp")" ]
}

build() {
    echo "正在生成程序（首次约需一两分钟）… / Building (a minute or two the first time) …" >&2
    local started="$root/artifacts/app.started"
    inputs -print | sort | cksum > "$started"
    dotnet publish "$root/src/CaseWorkflows.Web/CaseWorkflows.Web.csproj" -c Release -o "$app" -nologo -tl:off -v minimal "-clp:NoSummary" >&2
    # Files that change while the build runs must count as newer, so the stamp carries the time of its start.
    mv -f "$started" "$stamp"
}

if ! is_current; then
    mkdir -p "$root/artifacts"
    # Two verbs started at once must not build into the same folder at once.
    exec 9>"$root/artifacts/app.lock"
    if command -v flock >/dev/null; then flock 9; fi
    if ! is_current; then build; fi
    exec 9>&-
fi

export CASEWORKFLOWS__WORKFLOWSFOLDER="${CASEWORKFLOWS__WORKFLOWSFOLDER:-$root/workflows}"
export CASEWORKFLOWS__DATAFOLDER="${CASEWORKFLOWS__DATAFOLDER:-$root/data}"
exec dotnet "$app/CaseWorkflows.Web.dll" "$@"
