#!/usr/bin/env bash
# Loads a synthetic country into the service on this machine, measures it beside what it is made of, and writes bench/RESULTS.md.
#
#   bench/run.sh [--scale 0.01] [--seed 1] [--only figures [--times 20]]
#
# README.md tells what is measured and how to read it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scale=1 seed=1 only= times=1 heading='## Figures'
while (($# > 0)); do
  case $1 in
    --scale) scale=$2 ;;
    --seed) seed=$2 ;;
    --only) only=$2 ;;
    --times) times=$2 heading='## Figures at the size of the country' ;;
    *) echo "Unknown: $1. bench/run.sh [--scale 0.01] [--seed 1] [--only figures [--times 20]]" >&2; exit 2 ;;
  esac
  shift 2
done

rounds=3        # each side of a comparison, in turn; medians count
get_rounds=5    # the same of GET
seconds=8       # of each round of requests
warm=20         # seconds of requests before the first round: the runtime compiles what is busy once more
connections=32
side_by_side=3  # regions at a time, imported and copied

say() { echo "$(date +%T)  $*" >&2; }
fail() { echo "$*" >&2; exit 1; }
export LC_ALL=C.UTF-8
PATH="$PATH:${HOME:-}/.dotnet"

pg=${EFS_PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}
pg=${pg:-$(dirname "$(command -v initdb || true)")}
for program in initdb pg_ctl psql pgbench pg_dump; do [[ -x $pg/$program ]] || fail "PostgreSQL's $program is needed: install postgresql 15 or newer with its contrib, or name its folder in EFS_PG_BIN"; done
for program in dotnet wrk curl jq; do command -v "$program" >/dev/null || fail "$program is needed: apt-get install wrk curl jq; .NET 10 from https://dotnet.microsoft.com"; done

work=$(mktemp -d "${TMPDIR:-/tmp}/efs-bench.XXXXXX")
chmod 711 "$work"
mkdir "$work/copy" "$work/figures" "$work/pg"
service= bare= sampler= follower= bearer= writer=

stop() {
  local process
  for process in "$sampler" "$follower" "$bare" "$service"; do if [[ -n $process ]]; then kill "$process" 2>/dev/null && wait "$process" 2>/dev/null || true; fi; done
  if [[ -e $work/pg/data/postmaster.pid ]]; then as_postgres "$pg/pg_ctl" -D "$work/pg/data" -m immediate -s stop || true; fi
  rm -rf "$work"
}
trap stop EXIT

# PostgreSQL's programs refuse to run as root.
as_postgres() { if [[ $(id -u) == 0 ]]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
sql() { "$pg/psql" -h "$work/pg" -U efs -d "${db:-efs}" -XAtq -v ON_ERROR_STOP=1 "$@"; }
free_port() { local port; while port=$(shuf -i 10000-30000 -n 1); (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done; echo "$port"; }
median() { sort -g | awk '{ n[NR] = $1 } END { print NR % 2 ? n[(NR + 1) / 2] : (n[NR / 2] + n[NR / 2 + 1]) / 2 }'; }
divide() { awk -v a="$1" -v b="$2" -v digits="${3:-2}" 'BEGIN { printf "%.*f\n", digits, b ? a / b : 0 }'; }
since() { awk -v from="$1" -v to="$(date +%s.%N)" 'BEGIN { printf "%.3f\n", to - from }'; }

# --- what is found out stands in files: figures/NAME.ours and .other, a line a round; profile-NAME.md; table and rest in the order of the page

row() { printf '| %s | %s | %s | %s | %s | %s |\n' "$@" >>"$work/table.md"; }
not_there() { say "not there: $1"; row "$1" "not there" "" "" "" ""; }

# figure NAME TITLE GOAL: the two sides by their medians, the ratio by the median of the rounds'.
figure() {
  local name=$1 title=$2 goal=$3 ours other ratio verdict=met
  ours=$(median <"$work/figures/$name.ours")
  other=$(median <"$work/figures/$name.other")
  ratio=$(paste "$work/figures/$name.ours" "$work/figures/$name.other" | awk '{ print $1 / $2 }' | median)
  if awk -v r="$ratio" -v g="$goal" 'BEGIN { exit !(r < g) }'; then
    verdict=**missed**
    { printf '\n### %s: %.3f instead of %s\n\n' "$title" "$ratio" "$goal"; cat "$work/profile-$name.md"; } >>"$work/profiles.md"
  fi
  row "$title" "$(printf %.0f "$ours")" "$(printf %.0f "$other")" "$(printf %.3f "$ratio")" "≥ $goal" "$verdict"
  say "$title: $ours against $other, ratio $ratio ($verdict)"
}

# limit TITLE VALUE UNIT MOST
limit() {
  local verdict=met
  if awk -v v="$2" -v m="$4" 'BEGIN { exit !(v > m) }'; then verdict=**missed**; fi
  row "$1" "$2 $3" "" "" "≤ $4" "$verdict"
  say "$1: $2 $3 ($verdict)"
}

# --- where the time goes

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat" 2>/dev/null || echo 0; }
postgres_ticks() {
  local postmaster process
  postmaster=$(head -n 1 "$work/pg/data/postmaster.pid")
  { awk '{ print $14 + $15 + $16 + $17 }' "/proc/$postmaster/stat"; for process in $(pgrep -P "$postmaster"); do ticks "$process"; done; } | awk '{ n += $1 } END { print n }'
}
machine_ticks() { awk '/^cpu / { idle = $5 + $6; print $2 + $3 + $4 + $7 + $8 + $9, idle; exit }' /proc/stat; }

profile_from() {
  sql -c 'SELECT pg_stat_statements_reset()' >/dev/null
  began_ticks="$(ticks "$service") $(postgres_ticks) $(machine_ticks)"
}

profile_to() {
  local now
  now="$(ticks "$service") $(postgres_ticks) $(machine_ticks)"
  {
    echo "$began_ticks $now" | awk -v hz="$(getconf CLK_TCK)" '{ for (i = 1; i <= 4; i++) d[i] = ($(i + 4) - $i) / hz
      printf "Processor seconds: service %.1f, PostgreSQL %.1f, all else on the machine %.1f, idle %.1f.\n\n", d[1], d[2], d[3] - d[1] - d[2], d[4] }'
    echo '| calls | seconds | ms each | statement |'
    echo '|---:|---:|---:|---|'
    sql -F ' | ' -c "SELECT '| ' || calls, round(total_exec_time::numeric / 1000, 1), round(mean_exec_time::numeric, 3), '\`' || left(replace(regexp_replace(query, '\s+', ' ', 'g'), '|', '\\|'), 110) || '\` |'
                     FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 8"
  } >"$work/profile-$1.md"
}

# Samples the service's memory (MB: all, its own, mapped files, compiled code) into a file until stopped.
watch_memory() {
  (while awk '/^(VmRSS|RssAnon|RssFile|RssShmem)/ { printf "%.0f ", $2 / 1024 } END { print "" }' "/proc/$service/status" 2>/dev/null >>"$work/memory-$1"; do sleep 0.5; done) &
  sampler=$!
}
unwatch_memory() { kill "$sampler" 2>/dev/null && wait "$sampler" 2>/dev/null || true; sampler=; }

# memory NAME TITLE: the peak, and whether the second half is like the first.
memory() {
  local half peak
  half=$(($(wc -l <"$work/memory-$1") / 2))
  read -r -a peak < <(sort -n "$work/memory-$1" | tail -n 1)
  limit "$2: memory of the service, peak" "${peak[0]}" MB 300
  if ((peak[0] > 300)); then printf '\n### %s: memory of %s MB instead of 300\n\nOf it %s MB of its own (heap, stacks, native), %s MB mapped files (the runtime and its libraries), %s MB compiled code.\n' "$2" "${peak[@]}" >>"$work/profiles.md"; fi
  if ((half < 60)); then say "$2: too short to tell whether memory is flat"; return; fi
  limit "$2: memory, second half over first" "$(divide "$(tail -n "$half" "$work/memory-$1" | median)" "$(head -n "$half" "$work/memory-$1" | median)")" times 1.1
}

# --- the service and its database

start_postgres() {
  [[ $(id -u) != 0 ]] || chown postgres "$work/pg"
  as_postgres "$pg/initdb" -D "$work/pg/data" -U efs -E UTF8 --locale=C.UTF-8 --auth=trust --data-checksums >/dev/null
  settings="shared_buffers = 2GB, max_wal_size = 8GB, checkpoint_timeout = 15min, wal_compression = on, jit = off, max_connections = 100; all else as PostgreSQL comes: fsync, full_page_writes, synchronous_commit on"
  cat >"$work/settings" <<CONF
listen_addresses = ''
unix_socket_directories = '$work/pg'
shared_preload_libraries = 'pg_stat_statements'
shared_buffers = 2GB
max_wal_size = 8GB
checkpoint_timeout = 15min
wal_compression = on
jit = off
max_connections = 100
timezone = 'UTC'
CONF
  as_postgres tee -a "$work/pg/data/postgresql.conf" <"$work/settings" >/dev/null
  as_postgres "$pg/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -s -w start
  db=postgres sql -c 'CREATE DATABASE efs'
  sql -c 'CREATE EXTENSION pg_stat_statements'
}

# await PROCESS ADDRESS LOG: until it answers.
await() {
  for _ in $(seq 120); do
    if curl -sf "$2" >/dev/null; then return; fi
    kill -0 "$1" 2>/dev/null || break
    sleep 0.5
  done
  tail "$3" >&2
  fail "$2 does not answer"
}

start_service() {
  export EFS_DATABASE="Host=$work/pg;Username=efs;Database=efs" EFS_MASTER_KEY EFS_RATE=1000000 EFS_RATE_BURST=1000000 EFS_TOKEN_MINUTES=1440
  EFS_MASTER_KEY=$(head -c 32 /dev/urandom | base64)
  local administrator said
  said=$(dotnet "$api" add-administrator)
  url=http://127.0.0.1:$(free_port)
  EFS_URLS=$url dotnet "$api" >"$work/service.log" 2>&1 &
  service=$!
  await "$service" "$url/health/ready" "$work/service.log"
  administrator=$(token "$(awk '/^client_id/ { print $2 }' <<<"$said")" "$(awk '/^client_secret/ { print $2 }' <<<"$said")")
  local modules='"institutes", "schools", "educators", "programs", "trajectories"'
  loader_secret=$(client "$administrator" loader "[$modules] | map(. + \":read\", . + \":write\") + [\"regions:read\", \"educators:personal-data\", \"exchange:read\", \"exchange:write\"]")
  reader_secret=$(client "$administrator" reader "[$modules] | map(. + \":read\") + [\"regions:read\", \"exchange:read\", \"analytics:read\", \"analytics:exact\"]")
}

token() { curl -sSf "$url/oauth/token" -d grant_type=client_credentials -d client_id="$1" --data-urlencode client_secret="$2" | jq -r .access_token; }

# A federal client with these scopes; prints its secret.
client() {
  jq -n "{ id: \"$2\", name: \"$2\", isFederal: true, scopes: ($3) }" |
    curl -sSf "$url/v1/clients" -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d @- | jq -r .secret.secret
}

load() {
  bench/load.sh "$url" "$work/country" loader "$loader_secret" --side-by-side "$side_by_side" "$@"
}

# each FUNCTION REGION…: some regions at a time.
each() {
  local of=$1 running=0 region
  shift
  for region in "$@"; do
    if ((running >= side_by_side)); then wait -n; running=$((running - 1)); fi
    "$of" "$region" &
    running=$((running + 1))
  done
  while ((running > 0)); do wait -n; running=$((running - 1)); done
}

# --- the measurements

# The educators' rows of a region, out of the loaded tables, to be copied into the like.
dump_region() {
  sql <<COPY
\copy (SELECT p.* FROM educators.person p JOIN educators.educator e ON e.person_id = p.id WHERE e.region_code = '$1') TO '$work/copy/$1.person'
\copy (SELECT * FROM educators.educator WHERE region_code = '$1') TO '$work/copy/$1.educator'
\copy (SELECT * FROM educators.employment WHERE region_code = '$1') TO '$work/copy/$1.employment'
\copy (SELECT * FROM educators.category WHERE region_code = '$1') TO '$work/copy/$1.category'
COPY
}

copy_region() {
  sql <<COPY
BEGIN;
\copy educators.person FROM '$work/copy/$1.person'
\copy educators.educator FROM '$work/copy/$1.educator'
\copy educators.employment FROM '$work/copy/$1.employment'
\copy educators.category FROM '$work/copy/$1.category'
COMMIT;
COPY
}

# Groups of regions of about the same size: a group is imported, then its rows are copied, then the next one.
measure_import() {
  local round regions rows database began spent=0
  db=postgres sql -c 'CREATE DATABASE efs_copy' -c 'CREATE DATABASE efs_quiet'
  "$pg/pg_dump" -h "$work/pg" -U efs efs >"$work/schema.sql"
  for database in efs_copy efs_quiet; do db=$database sql -f "$work/schema.sql" >/dev/null; done
  # Foreign keys are triggers too, and stay.
  db=efs_quiet sql -c 'ALTER TABLE educators.educator DISABLE TRIGGER USER; ALTER TABLE educators.employment DISABLE TRIGGER USER; ALTER TABLE educators.category DISABLE TRIGGER USER'
  for ((round = 0; round < rounds; round++)); do
    regions=$(jq -r --argjson n "$rounds" --argjson i "$round" '.resources.educators | to_entries | sort_by(-.value) | to_entries[] | select((if (.key / $n | floor) % 2 == 0 then .key % $n else $n - 1 - .key % $n end) == $i) | .value.key' "$work/country/country.json")
    rows=$(jq --arg r "$regions" '[.resources.educators[($r | split("\n"))[]]] | add' "$work/country/country.json")
    if ((round == 0)); then profile_from; fi
    watch_memory import
    began=$(date +%s.%N)
    load --resources educators --regions "$(tr '\n' ' ' <<<"$regions" | sed 's/ $//')" >"$work/loaded"
    spent=$(awk -v so_far="$spent" -v more="$(since "$began")" 'BEGIN { print so_far + more }')
    divide "$rows" "$(since "$began")" >>"$work/figures/import.ours"
    unwatch_memory
    if ((round == 0)); then profile_to import; fi
    rm -f "$work"/copy/*
    each dump_region $regions
    for database in efs_copy efs_quiet; do
      began=$(date +%s.%N)
      db=$database each copy_region $regions
      divide "$rows" "$(since "$began")" >>"$work/figures/$database"
    done
    say "educators, round $((round + 1)): $rows rows, import $(tail -n 1 "$work/figures/import.ours")/s, COPY $(tail -n 1 "$work/figures/efs_copy")/s, without triggers $(tail -n 1 "$work/figures/efs_quiet")/s"
  done
  cat "$work/figures/import.ours" >"$work/figures/quiet.ours"
  mv "$work/figures/efs_copy" "$work/figures/import.other"
  mv "$work/figures/efs_quiet" "$work/figures/quiet.other"
  figure import "Import of educators, rows/s, against COPY" 0.33
  row "— against COPY without the triggers of audit and feed" "$(median <"$work/figures/quiet.ours" | xargs printf %.0f)" "$(median <"$work/figures/quiet.other" | xargs printf %.0f)" "$(paste "$work/figures/quiet.ours" "$work/figures/quiet.other" | awk '{ print $1 / $2 }' | median | xargs printf %.2f)" "" ""
  memory import "Import of educators"
  rows=$(sql -c 'SELECT count(*) FROM educators.educator')
  printf '%-14s %10d %10.1f %10.0f\n' educators "$rows" "$spent" "$(divide "$rows" "$spent")" >>"$work/load.txt"
  for database in efs_copy efs_quiet; do db=postgres sql -c "DROP DATABASE $database"; done
}

# What is loaded while the feed is followed.
measure_lag() {
  dotnet "$tools" feed follow "$url" "$(token reader "$reader_secret")" >"$work/lag" &
  follower=$!
  sleep 2
  load --resources diagnostics | tail -n +2 >>"$work/load.txt"
  sleep 3
  kill "$follower" && wait "$follower" || true
  follower=
  row "Feed, lag behind commits during an import of diagnostics: median, 95 %, 99 %, longest" "$(jq -r '"\(.p50), \(.p95), \(.p99), \(.longest) ms of \(.changes) changes"' "$work/lag")" "" "" "" ""
  say "lag: $(cat "$work/lag")"
}

measure_export() {
  local round began lines bearer educators
  educators=$(sql -c 'SELECT count(*) FROM educators.educator')
  bearer=$(token reader "$reader_secret")
  if [[ $(curl -sS -o /dev/null -w '%{http_code}' "$url/v1/educators/export?regionCode=83" -H "Authorization: Bearer $bearer" -H 'Accept: application/x-ndjson') != 200 ]]; then not_there "Export of educators as NDJSON, rows/s, against COPY TO STDOUT"; return; fi
  for ((round = 0; round < rounds; round++)); do
    if ((round == 0)); then profile_from; fi
    watch_memory export
    began=$(date +%s.%N)
    lines=$(curl -sS "$url/v1/educators/export" -H "Authorization: Bearer $bearer" -H 'Accept: application/x-ndjson' | wc -l)
    divide "$educators" "$(since "$began")" >>"$work/figures/export.ours"
    unwatch_memory
    if ((round == 0)); then profile_to export; fi
    ((lines == educators || lines == educators + 1)) || fail "The export has $lines lines, the table $educators rows" # a last line tells the feed's cursor
    began=$(date +%s.%N)
    sql -c "COPY ($(dotnet "$tools" statements export)) TO STDOUT" | wc -l >/dev/null
    divide "$educators" "$(since "$began")" >>"$work/figures/export.other"
  done
  figure export "Export of educators as NDJSON, rows/s, against COPY TO STDOUT" 0.5
  memory export "Export of educators"
}

# get BASE PATHS TOKEN CONNECTIONS: requests a second. An answer that is no success ends the bench.
get() {
  PATHS=$2 TOKEN=$3 wrk -t"$(($4 < 2 ? 1 : 2))" -c"$4" -d"${seconds}s" -s bench/wrk/get.lua "$1" >"$work/wrk"
  if grep -q 'Non-2xx\|Socket errors' "$work/wrk"; then cat "$work/wrk" >&2; fail "Some requests failed"; fi
  awk '/^Requests\/sec/ { print $2 }' "$work/wrk"
}

# Walks the list and keeps where every tenth page starts, as either endpoint is told.
walk() {
  local cursor answer step
  cursor=
  for ((step = 0; step < 1000; step++)); do
    answer=$(curl -sSf -G "$url/v1/educators" -d limit=500 ${cursor:+--data-urlencode cursor="$cursor"} -H "Authorization: Bearer $1")
    cursor=$(jq -r '.next // empty' <<<"$answer")
    if [[ -z $cursor ]]; then break; fi
    echo "/v1/educators?limit=50&cursor=$cursor" >>"$work/pages.ours"
    jq -r '.items[-1] | "/v1/educators?limit=50&cursor=\(.regionCode).\(.id)"' <<<"$answer" >>"$work/pages.other"
  done
}

measure_reading() {
  local bearer bare_url round what rounds=$get_rounds
  bearer=$(token reader "$reader_secret")
  bare_url=http://127.0.0.1:$(free_port)
  EFS_URLS=$bare_url dotnet "$tools" bare >"$work/bare.log" 2>&1 &
  bare=$!
  sql -c "SELECT '/v1/educators/' || id FROM educators.educator ORDER BY random() LIMIT 50000" >"$work/ids"
  walk "$bearer"
  await "$bare" "$bare_url$(head -n 1 "$work/ids")" "$work/bare.log"
  diff <(curl -sS "$bare_url$(head -n 1 "$work/ids")") <(curl -sS "$url$(head -n 1 "$work/ids")" -H "Authorization: Bearer $bearer") >/dev/null || fail "The bare endpoint does not answer what the service does"
  diff <(curl -sS "$bare_url$(head -n 1 "$work/pages.other")" | jq -c .items) <(curl -sS "$url$(head -n 1 "$work/pages.ours")" -H "Authorization: Bearer $bearer" | jq -c .items) >/dev/null || fail "The bare endpoint's page is not the service's"
  cp "$work/ids" "$work/ids.ours"
  cp "$work/ids" "$work/ids.other"
  for what in ids pages; do
    for base in "$url" "$bare_url"; do seconds=$warm get "$base" "$work/$what.$([[ $base == "$url" ]] && echo ours || echo other)" "$bearer" "$connections" >/dev/null; done # warm
    for ((round = 0; round < rounds; round++)); do
      if ((round == 0)); then profile_from; fi
      get "$url" "$work/$what.ours" "$bearer" "$connections" >>"$work/figures/$what.ours"
      if ((round == 0)); then profile_to "$what"; fi
      get "$bare_url" "$work/$what.other" "" "$connections" >>"$work/figures/$what.other"
    done
  done
  [[ $(sql -c "SELECT count(DISTINCT queryid) FROM pg_stat_statements WHERE query LIKE '%(t.region_code, t.id) >%' AND query LIKE '%FROM educators.educator t%'") == 1 ]] || fail "The bare endpoint's page is another statement than the service's"
  kill "$bare" && wait "$bare" || true
  bare=
  figure ids "GET by id, requests/s at $connections connections, against bare Kestrel + Npgsql" 0.8
  figure pages "GET page of 50, requests/s at $connections connections, against bare Kestrel + Npgsql" 0.8

  echo '/v1/educators?limit=50' >"$work/first"
  tail -n 1 "$work/pages.ours" >"$work/deep"
  for ((round = 0; round < rounds; round++)); do
    for what in first deep; do get "$url" "$work/$what" "$bearer" 1 >>"$work/figures/$what"; done
  done
  limit "Page $(($(wc -l <"$work/pages.ours") * 10 + 1)) over page 1, time of one request after another" "$(paste "$work/figures/first" "$work/figures/deep" | awk '{ print $1 / $2 }' | median | xargs printf %.2f)" times 1.2
}

measure_upserts() {
  local round
  sql -F ' ' -c "SELECT DISTINCT ON (region_code) region_code, id FROM schools.school WHERE closed_on IS NULL ORDER BY region_code, id" >"$work/schools"
  dotnet "$tools" statements upserts "$work/schools" >"$work/upserts.sql"
  for ((round = 1; round <= rounds; round++)); do
    if ((round == 1)); then profile_from; fi
    TOKEN=$(token loader "$loader_secret") SCHOOLS=$work/schools ROUND=$round wrk -t2 -c"$connections" -d"${seconds}s" -s bench/wrk/upsert.lua "$url" >"$work/wrk"
    if grep -q 'Non-2xx\|Socket errors' "$work/wrk"; then cat "$work/wrk" >&2; fail "Some writes were refused"; fi
    awk '/^Requests\/sec/ { print $2 }' "$work/wrk" >>"$work/figures/upserts.ours"
    if ((round == 1)); then profile_to upserts; fi
    "$pg/pgbench" -h "$work/pg" -U efs -n -M prepared -c "$connections" -j 2 -T "$seconds" -D round="$round" -D last=0 -D turn=0 -f "$work/upserts.sql" efs >"$work/pgbench" 2>&1 || { cat "$work/pgbench" >&2; fail "pgbench failed"; }
    awk '/^tps/ { print $3 }' "$work/pgbench" >>"$work/figures/upserts.other"
  done
  [[ $(sql -c "SELECT count(*) > 0 AND count(*) FILTER (WHERE version > 1) > 0 FROM educators.educator WHERE source_id LIKE 'pgbench-%'") == t ]] || fail "pgbench did not create and change what it should"
  figure upserts "Single upserts of educators, requests/s at $connections connections, against pgbench" 0.5
}

measure_feed() {
  dotnet "$tools" feed drain "$url" "$(token reader "$reader_secret")" >"$work/drained"
  row "Feed, changes/s read by pages of 1000" "$(jq -r '"\(.changes / .seconds | floor) of \(.changes) changes"' "$work/drained")" "" "" "" ""
  say "feed: $(cat "$work/drained")"
}

# milliseconds ADDRESS: how long the service takes to answer it.
milliseconds() { curl -sSf -o /dev/null -w '%{time_total}\n' "$url$1" -H "Authorization: Bearer $bearer" | awk '{ print 1000 * $1 }'; }

# question TITLE ADDRESS SQL…: one table of figures of each of three years, asked once, against one GROUP BY (for an indicator: one for each of
# its parts) on the registries' tables. YEAR stands for the year. Another year comes before, uncounted: the service has just been started.
question() {
  local title=$1 address=$2 year statement
  shift 2
  for year in 2022 2023 2024 2025; do
    milliseconds "${address//YEAR/$year}" >>"$work/figures/ours"
    for statement in "$@"; do sql -c '\timing on' -c "${statement//YEAR/$year}" | awk '/^Time:/ { print $2 }'; done |
      awk '{ n += $1 } END { print n }' >>"$work/figures/other"
    if ((year == 2022)); then
      rm "$work/figures/ours" "$work/figures/other"
    else
      echo "${address//YEAR/$year}" >>"$work/questions"
    fi
  done
  paste "$work/figures/ours" "$work/figures/other" | awk '{ print $2 / $1 }' | median >>"$work/figures/ratios"
  printf '| %s | %.1f ms | %.0f ms | %.0f | ≥ 20 | %s |\n' "$title" "$(median <"$work/figures/ours")" "$(median <"$work/figures/other")" \
    "$(tail -n 1 "$work/figures/ratios")" "$(tail -n 1 "$work/figures/ratios" | awk '{ print ($1 < 20 ? "**missed**" : "met") }')" >>"$work/figures.md"
  say "$(tail -n 1 "$work/figures.md")"
  rm "$work/figures/ours" "$work/figures/other"
}

# figures_limit TITLE VALUE UNIT MOST
figures_limit() {
  printf '| %s | %s %s | | | ≤ %s | %s |\n' "$@" "$(awk -v v="$2" -v m="$4" 'BEGIN { print (v > m ? "**missed**" : "met") }')" >>"$work/figures.md"
  say "$(tail -n 1 "$work/figures.md")"
}

# An educator's main place of work and category on the last day of the year; on a DAY, in statements of documents.
works() { echo "m.educator_id = e.id AND m.region_code = e.region_code AND m.since <= $1 AND (m.until IS NULL OR m.until >= $1)"; }
in_force() { echo "c.educator_id = e.id AND c.region_code = e.region_code AND c.kind IN ('first', 'highest') AND c.granted_on <= $1 AND (c.expires_on IS NULL OR c.expires_on >= $1)"; }

measure_questions() {
  local person='count(DISTINCT coalesce(e.person_id, e.id))' cubes=/v1/analytics/cubes indicators=/v1/indicators year="BETWEEN 'YEAR-01-01' AND 'YEAR-12-31'"
  local educators="educators.educator e JOIN educators.employment m ON $(works "'YEAR-12-31'")"
  local staff="educators.educator e JOIN educators.employment m ON $(works "'YEAR-09-20'") JOIN regions.dictionary_item p ON p.dictionary = 'positions' AND p.code = m.position_code"
  local of="JOIN educators.educator e ON e.id = d.educator_id AND e.region_code = d.region_code"
  local at="JOIN regions.dictionary_item p ON p.dictionary = 'positions' AND p.code = m.position_code"
  local drawn="coalesce((d.agreement ->> 'agreedOn')::date, d.began_on, d.planned_from)"
  local pedagogical="SELECT e.region_code, $person FROM $staff WHERE p.\"group\" = 'pedagogical' GROUP BY 1"
  local schools="JOIN schools.school s ON s.id = m.school_id AND s.region_code = m.region_code AND s.kind IN ('general', 'gymnasium', 'lyceum', 'correctional')"

  question "educators by region and category" "$cubes/educators/data?groupBy=region,category&period=YEAR" \
    "SELECT e.region_code, c.kind, $person FROM $educators LEFT JOIN educators.category c ON $(in_force "'YEAR-12-31'") GROUP BY 1, 2"
  question "educators by position and municipality" "$cubes/educators/data?groupBy=position,municipality&period=YEAR" \
    "SELECT m.position_code, s.municipality, $person FROM $educators LEFT JOIN schools.school s ON s.id = m.school_id AND s.region_code = m.region_code GROUP BY 1, 2"
  question "diagnosed people by region and position" "$cubes/diagnostics/data?groupBy=region,position&period=YEAR" \
    "SELECT d.region_code, m.position_code, $person FROM trajectories.diagnostic d $of JOIN educators.employment m ON $(works d.taken_on) AND m.is_main WHERE d.taken_on $year GROUP BY 1, 2"
  question "people with a deficit by region and competence" "$cubes/diagnosticResults/data?groupBy=region,competence&isDeficit=true&period=YEAR" \
    "SELECT d.region_code, r ->> 'competenceCode', $person FROM trajectories.diagnostic d CROSS JOIN LATERAL jsonb_array_elements(d.results) r $of
     WHERE (r ->> 'isDeficit')::boolean AND d.taken_on $year GROUP BY 1, 2"
  question "routes by region and state, with their median duration" "$cubes/trajectories/data?groupBy=region,state&measures=educators,medianDays&period=YEAR" \
    "SELECT d.region_code, d.state, $person, percentile_cont(0.5) WITHIN GROUP (ORDER BY d.completed_on - d.began_on)
     FROM trajectories.trajectory d $of WHERE $drawn $year GROUP BY 1, 2"
  question "steps of routes by kind and state" "$cubes/trajectorySteps/data?groupBy=kind,state&period=YEAR" \
    "SELECT t.kind, t.state, $person FROM trajectories.step t JOIN trajectories.trajectory d ON d.id = t.trajectory_id AND d.region_code = t.region_code $of WHERE $drawn $year GROUP BY 1, 2"
  question "people with a document, and hours, by region and kind" "$cubes/certificates/data?groupBy=region,documentKind&measures=educators,certificates,hours&period=YEAR" \
    "SELECT d.region_code, d.kind, $person, count(*), sum(d.hours) FROM programs.certificate d $of WHERE d.issued_on $year GROUP BY 1, 2"
  question "methodists by region and subject" "$cubes/methodists/data?groupBy=region,subject&period=YEAR" \
    "SELECT d.region_code, d.subject_code, $person FROM trajectories.methodist d $of WHERE d.since <= 'YEAR-12-31' AND (d.until IS NULL OR d.until >= 'YEAR-12-31') GROUP BY 1, 2"
  question "schools by region and kind" "$cubes/schools/data?groupBy=region,kind&period=YEAR" \
    "SELECT region_code, kind, count(*) FROM schools.school WHERE (founded_on IS NULL OR founded_on <= 'YEAR-12-31') AND (closed_on IS NULL OR closed_on > 'YEAR-12-31') GROUP BY 1, 2"
  question "programmes by region and kind" "$cubes/programs/data?groupBy=region,kind&period=YEAR" \
    "SELECT region_code, kind, count(*) FROM programs.program WHERE (valid_from IS NULL OR valid_from <= 'YEAR-12-31') AND (valid_to IS NULL OR valid_to >= 'YEAR-12-31') GROUP BY 1, 2"
  question "indicator DPP_SHARE_ALL by region" "$indicators/DPP_SHARE_ALL/values?period=YEAR" \
    "SELECT d.region_code, $person FROM programs.certificate d $of JOIN educators.employment m ON $(works d.issued_on) AND m.is_main $at
     WHERE d.issued_on $year AND p.\"group\" IN ('pedagogical', 'leader') GROUP BY 1" \
    "SELECT e.region_code, $person FROM $staff WHERE p.\"group\" IN ('pedagogical', 'leader') GROUP BY 1"
  question "indicator PK_SHARE_OO by region" "$indicators/PK_SHARE_OO/values?period=YEAR" \
    "SELECT d.region_code, $person FROM programs.certificate d $of JOIN educators.employment m ON $(works d.issued_on) AND m.is_main $at $schools
     WHERE d.issued_on $year AND d.kind = 'upgrade_certificate' AND p.\"group\" = 'pedagogical' GROUP BY 1" \
    "SELECT e.region_code, $person FROM $staff $schools WHERE p.\"group\" = 'pedagogical' GROUP BY 1"
  question "indicator IOM_SHARE by region" "$indicators/IOM_SHARE/values?period=YEAR" \
    "SELECT d.region_code, $person FROM trajectories.trajectory d $of JOIN educators.employment m ON $(works "$drawn") AND m.is_main $at
     WHERE $drawn $year AND d.diagnostic_id IS NOT NULL AND p.\"group\" = 'pedagogical' GROUP BY 1" "$pedagogical"
  question "indicator DIAG_SHARE by region" "$indicators/DIAG_SHARE/values?period=YEAR" \
    "SELECT d.region_code, $person FROM trajectories.diagnostic d $of JOIN educators.employment m ON $(works d.taken_on) AND m.is_main $at
     WHERE d.taken_on $year AND p.\"group\" = 'pedagogical' GROUP BY 1" "$pedagogical"
  question "indicator METHODIST_LOAD by region" "$indicators/METHODIST_LOAD/values?period=YEAR" "${pedagogical//09-20/12-31}" \
    "SELECT d.region_code, $person FROM trajectories.methodist d $of WHERE d.since <= 'YEAR-12-31' AND (d.until IS NULL OR d.until >= 'YEAR-12-31') GROUP BY 1"
  printf '| median of these | | | %.0f | ≥ 100 | %s |\n' "$(median <"$work/figures/ratios")" \
    "$(median <"$work/figures/ratios" | awk '{ print ($1 < 100 ? "**missed**" : "met") }')" >>"$work/figures.md"
}

# The time from a commit until figures show it: a change, and the wait for the feed's newest position, again and again while something runs.
sample_lag() {
  local head name=0 institute
  institute=$(zcat "$work/country/institutes/83.ndjson.gz" | head -n 1 | jq -c .)
  while [[ -e $work/sampling ]]; do
    jq -c --arg name "Центр $((++name))" '.fullName = $name' <<<"$institute" |
      curl -sSf -o /dev/null -X PUT "$url/v1/institutes/by-source/83/$(jq -r .sourceId <<<"$institute")" -H "Authorization: Bearer $writer" -H 'Content-Type: application/json' -d @-
    head=$(curl -sSf "$url/v1/changes/head" -H "Authorization: Bearer $bearer" | jq -r .cursor)
    milliseconds "/v1/analytics/cubes/institutes/data?consistentThrough=$head"
  done >>"$work/figures/lag"
}

# with_lag TITLE MOST COMMAND…
with_lag() {
  local title=$1 most=$2
  shift 2
  touch "$work/sampling"
  sample_lag &
  local sampling=$!
  "$@"
  rm "$work/sampling"
  wait "$sampling"
  figures_limit "figures behind commits $title: 99 % of $(wc -l <"$work/figures/lag")" \
    "$(sort -g "$work/figures/lag" | awk '{ n[NR] = $1 } END { printf "%.1f", n[int((NR * 99 + 99) / 100)] / 1000 }')" s "$most"
  rm "$work/figures/lag"
}

write_at_full_speed() {
  TOKEN=$writer SCHOOLS=$work/schools ROUND=$1 wrk -t2 -c"$connections" -d"${seconds}s" -s bench/wrk/upsert.lua "$url" >"$work/wrk"
  if grep -q 'Non-2xx\|Socket errors' "$work/wrk"; then cat "$work/wrk" >&2; fail "Some writes were refused"; fi
  awk '/^Requests\/sec/ { print $2 }' "$work/wrk"
}

restart_service() { # on or off
  kill "$service" && wait "$service" || true
  EFS_ANALYTICS=$1 EFS_URLS=$url dotnet "$api" >>"$work/service.log" 2>&1 &
  service=$!
  await "$service" "$url/health/ready" "$work/service.log"
  if [[ $1 == on ]]; then await_store; fi
}

await_store() {
  local head
  head=$(curl -sSf "$url/v1/changes/head" -H "Authorization: Bearer $bearer" | jq -r .cursor)
  until curl -sf -o /dev/null "$url/v1/analytics/cubes/schools/data?consistentThrough=$head" -H "Authorization: Bearer $bearer"; do sleep 1; done
}

# Writes, and imports of all certificates, with the store and without, in turn: a sixth of the regions each, of about the same size.
measure_cost() {
  local round store ratio what group=0
  for ((round = 1; round <= rounds; round++)); do
    for store in on off; do
      restart_service "$store"
      write_at_full_speed "$((4 + round))" >>"$work/figures/writes.$store"
      load --resources certificates --regions "$(jq -r --argjson group "$((group++))" '.resources.certificates | to_entries | sort_by(-.value)
        | [to_entries[] | select(.key % 6 == $group) | .value.key] | join(" ")' "$work/country/country.json")" | awk 'END { print $4 }' >>"$work/figures/imports.$store"
    done
  done
  for what in writes imports; do
    ratio=$(paste "$work/figures/$what.on" "$work/figures/$what.off" | awk '{ print $1 / $2 }' | median)
    printf '| %s with the store, against without it | %.0f/s | %.0f/s | %.2f | ≥ 0.95 | %s |\n' "$what" "$(median <"$work/figures/$what.on")" \
      "$(median <"$work/figures/$what.off")" "$ratio" "$(awk -v r="$ratio" 'BEGIN { print (r < 0.95 ? "**missed**" : "met") }')" >>"$work/figures.md"
  done
}

begin_figures() {
  bearer=$(token reader "$reader_secret")
  writer=$(token loader "$loader_secret")
  sql -F ' ' -c "SELECT DISTINCT ON (region_code) region_code, id FROM schools.school WHERE closed_on IS NULL ORDER BY region_code, id" >"$work/schools"
}

load_trajectories() { load --resources trajectories | tail -n +2 >>"$work/load.txt"; }

measure_figures() {
  local began
  restart_service off
  began=$(date +%s.%N)
  restart_service on
  figures_limit "the store loaded from nothing, with the start of the service" "$(since "$began" | xargs printf %.0f)" s 90
  measure_questions
  figures_limit "95 % of answers at 8 connections, these questions of one region each" "$(PATHS=$work/questions SCHOOLS=$work/schools TOKEN=$bearer \
    wrk -t2 -c8 -d"${seconds}s" -s bench/wrk/figures.lua "$url" | awk '/^95%/ { print $2 }')" ms 100
  figures_limit "the same question again" "$(for _ in {1..20}; do milliseconds "/v1/analytics/cubes/certificates/data?groupBy=region,documentKind&period=2024"; done | median | xargs printf %.1f)" ms 5
  with_lag "beside single writes at full speed" 2 write_at_full_speed 4 >/dev/null
  figures_limit "memory of the service with the store, peak since its start" "$(awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$service/status")" MB 700
}

# The commit that is measured.
commit() {
  printf %s "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
  git diff --quiet HEAD -- . ':!bench/RESULTS.md' 2>/dev/null || echo ', with changes'
}

# The figures have a section of their own, which --only figures writes anew.
write_figures() {
  {
    echo "$heading"
    echo
    echo "Written by \`bench/run.sh --scale $scale --seed $seed$options\` on $(date -u +%F) at commit $(commit);"
    echo "load before the start $load_before, at the end $(cut -d' ' -f1-3 /proc/loadavg)."
    echo
    echo '| what | store | PostgreSQL | ratio | goal | |'
    echo '|---|---:|---:|---:|---:|---|'
    cat "$work/figures.md"
    echo
  } >"$work/section"
  awk -v section="$work/section" -v heading="$heading" '
    /^## / { if (skip) while ((getline line <section) > 0) print line; skip = $0 == heading }
    !skip' bench/RESULTS.md >"$work/RESULTS.md"
  cp "$work/RESULTS.md" bench/RESULTS.md
}

write_results() {
  {
    echo '# Results'
    echo
    echo "Written by \`bench/run.sh --scale $scale --seed $seed\`; [README.md](README.md) tells what each figure is."
    echo
    echo "- $(date -u +%F), commit $(commit)"
    echo "- Machine: $(nproc) × $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo), $(uname -sr | cut -d- -f1); load before the start $load_before; everything on it: service, PostgreSQL, clients"
    echo "- .NET $(dotnet --list-runtimes | awk '/^Microsoft.AspNetCore.App 10/ { v = $2 } END { print v }'), $("$pg/postgres" --version), $(wrk -v 2>&1 | head -n 1 | cut -d' ' -f1,2)"
    echo "- PostgreSQL: $settings"
    echo "- Service: as it comes, but for EFS_RATE; $rounds rounds of each side in turn ($get_rounds of GET, after $warm s of each), $seconds s each; $side_by_side regions at a time imported and copied"
    echo "- The database in the end: $(sql -c "SELECT pg_size_pretty(pg_database_size('efs'))"), of it educators $(sql -c "SELECT pg_size_pretty(sum(pg_total_relation_size(c.oid))) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'educators' AND c.relkind = 'r'"), the feed $(sql -c "SELECT pg_size_pretty(sum(pg_total_relation_size(c.oid))) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'change_feed' AND c.relkind = 'r'")"
    echo
    echo '| what | service | against | ratio | goal | |'
    echo '|---|---:|---:|---:|---:|---|'
    cat "$work/table.md"
    echo
    echo '## The load, through POST /v1/imports'
    echo
    echo '```'
    cat "$work/load.txt"
    echo '```'
    if [[ -e $work/profiles.md ]]; then
      echo
      echo '## Where a goal was missed'
      cat "$work/profiles.md"
    fi
    echo
    sed -n '/^## Figures/,$p' bench/RESULTS.md # which are written by themselves
  } >"$work/RESULTS.md"
  cp "$work/RESULTS.md" bench/RESULTS.md
}

# --- all of it

options=${only:+ --only $only}
if ((times > 1)); then options+=" --times $times"; fi
load_before=$(cut -d' ' -f1-3 /proc/loadavg)
say "building"
dotnet build bench/Efs.Bench -c Release -v quiet --nologo >&2
tools=bench/Efs.Bench/bin/Release/net10.0/Efs.Bench.dll
api=src/Efs.Api/bin/Release/net10.0/Efs.Api.dll
say "a country at scale $scale"
dotnet "$tools" country "$work/country" "$scale" "$seed"
start_postgres
start_service
say "loading"
if [[ $only == figures ]]; then
  load --resources "institutes schools programs instruments educators methodists diagnostics" >"$work/load.txt"
else
  load --resources "institutes schools programs instruments" >"$work/load.txt"
  measure_import
  load --resources methodists | tail -n +2 >>"$work/load.txt"
  measure_lag
fi
begin_figures
if ((times > 1)); then
  load_trajectories
  load --resources certificates | tail -n +2 >>"$work/load.txt"
  say "everything $times times"
  sql -v copies=$((times - 1)) -f bench/multiply.sql
else
  with_lag "beside an import of trajectories" 10 load_trajectories
  measure_cost
fi
sql -c 'VACUUM ANALYZE' -c CHECKPOINT
if [[ $only != figures ]]; then
  measure_export
  measure_reading
  measure_upserts
  measure_feed
  write_results
fi
measure_figures
write_figures
say "bench/RESULTS.md is written"
cat bench/RESULTS.md
