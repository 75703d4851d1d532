# What the rehearsals share: clusters, services, clients, and how they end. Names of clusters, services and clients are given by
# the rehearsal; a process is known by its name in pids.

pg=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
api=src/Efs.Api/bin/Release/net10.0/Efs.Api.dll
tools=bench/Efs.Bench/bin/Release/net10.0/Efs.Bench.dll
journals=$work/journals
master_key=$(openssl rand -base64 32)
token=
drain=1 permits=64 # seconds, permits of a client; a version may not know the setting
ports=${OPERATE_PORTS:-8320} # this one and the next twenty
declare -A pids=() port_of=()
mkdir "$journals"

say() { echo "$(date +%T)  $name: $*" >&2; }

held() {
  printf 'held  %s: %s\n' "$name" "$*"
  exit 0
}

lost() {
  trap - ERR
  printf 'lost  %s: %s\n' "$name" "$*"
  exit 1
}

# Rehearsals add their own.
clean() { :; }

end() {
  local process cluster
  trap - ERR
  set +e
  clean
  for process in "${pids[@]}"; do kill -9 "$process" 2>/dev/null; done
  for cluster in "${!port_of[@]}"; do stop_cluster "$cluster" immediate 2>/dev/null; done
  if [[ -n ${OPERATE_KEEP:-} ]]; then say "its files are in $work"; else rm -rf "$work"; fi
}

# --- clusters

# PostgreSQL's programs refuse to run as root.
as_postgres() { if ((EUID == 0)); then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

folder_for_postgres() { if ((EUID == 0)); then install -d -o postgres -m 700 "$1"; else install -d -m 700 "$1"; fi; }

# create_cluster NAME PORT: the port counts from the first of the rehearsals.
create_cluster() {
  folder_for_postgres "$work/$1"
  as_postgres "$pg/initdb" -D "$work/$1" -U efs --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  printf '%s\n' "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" 'max_connections = 200' 'shared_buffers = 128MB' \
    'timezone = UTC' >>"$work/$1/postgresql.conf"
  start_cluster "$1" "$2"
}

# start_cluster NAME [PORT]
start_cluster() {
  port_of[$1]=$((ports + ${2:-$((port_of[$1] - ports))}))
  as_postgres "$pg/pg_ctl" -D "$work/$1" -o "-p ${port_of[$1]}" -w -s -l "$work/$1/log" start
}

# stop_cluster NAME [fast|immediate]
stop_cluster() { as_postgres "$pg/pg_ctl" -D "$work/$1" -w -s -m "${2:-fast}" stop; }

kill_cluster() {
  local postmaster
  postmaster=$(head -n 1 "$work/$1/postmaster.pid")
  kill -9 "$postmaster" $(pgrep -P "$postmaster")
}

# sql CLUSTER STATEMENT [DATABASE]
sql() { psql -h 127.0.0.1 -p "${port_of[$1]}" -U efs -d "${3:-efs}" -v ON_ERROR_STOP=1 -Atqc "$2"; }

# The service logs in as a role that owns nothing.
connection() { echo "Host=127.0.0.1;Port=${port_of[$1]};Database=efs;Username=efs_login;Password=efs"; }
owner() { echo "Host=127.0.0.1;Port=${port_of[$1]};Database=efs;Username=efs"; }

# with_settings CLUSTER COMMAND…: by the service's settings.
with_settings() {
  EFS_DATABASE=$(owner "$1") EFS_MASTER_KEY=$master_key "${@:2}"
}

# create_database CLUSTER: with the schema, a client of each right and its token.
create_database() {
  sql "$1" "CREATE DATABASE efs ${2:-}" postgres
  with_settings "$1" dotnet "$api" migrate >/dev/null
  sql "$1" "CREATE ROLE efs_login LOGIN PASSWORD 'efs'; GRANT efs_service TO efs_login"
  read -r administrator administrator_secret < <(with_settings "$1" dotnet "$api" add-administrator |
    awk '/^client_/ { print $2 }' | paste -sd' ')
}

# --- services

url() { echo "http://127.0.0.1:$((ports + $1))"; }

# start_service NAME PORT CLUSTER [SETTING=VALUE…]: all writers are one client, whose limits are not what is rehearsed.
start_service() {
  env EFS_DATABASE="$(connection "$3")" EFS_DATABASE_OWNER="$(owner "$3")" EFS_MASTER_KEY="$master_key" EFS_URLS="$(url "$2")" \
    EFS_RATE=1000000 EFS_RATE_BURST=1000000 EFS_TOKEN_MINUTES=1440 EFS_WEBHOOK_HOSTS=127.0.0.1 \
    ${drain:+"EFS_DRAIN_SECONDS=$drain"} ${permits:+"EFS_CONCURRENCY=$permits"} "${@:4}" \
    dotnet "${api_of:-$api}" serve >>"$work/$1.log" 2>&1 </dev/null &
  pids[$1]=$!
  until_ready "$1" "$2"
  [[ -n $token ]] || create_client "$2"
}

# until_ready NAME PORT [SECONDS]
until_ready() {
  local limit=$((SECONDS + ${3:-60}))
  until [[ $(readiness "$2") == 200 ]]; do
    kill -0 "${pids[$1]}" || lost "the service ended: $(tail -n 3 "$work/$1.log")"
    ((SECONDS < limit)) || lost "the service is not ready after ${3:-60} s"
    sleep 0.1
  done
}

readiness() { curl -s -m 3 -o /dev/null -w '%{http_code}' "$(url "$1")/health/ready" || true; }

# stop NAME [SIGNAL]: and waits for it; its exit code.
stop() {
  kill "-${2:-TERM}" "${pids[$1]}"
  await "$1"
}

await() {
  local process=${pids[$1]}
  unset "pids[$1]"
  wait "$process"
}

ask_token() {
  curl -sSf "$(url "$1")/oauth/token" -d grant_type=client_credentials -d client_id="$2" --data-urlencode client_secret="$3" |
    jq -r .access_token
}

create_client() {
  local secret
  token=$(ask_token "$1" "$administrator" "$administrator_secret")
  # Reads all of the feed: also records that a start of the service made.
  secret=$(curl -sSf "$(url "$1")/swagger/v1/swagger.json" |
    jq '{ id: "operator", name: "operator", isFederal: true, scopes: ([.components.securitySchemes[].flows?.clientCredentials.scopes
      | keys[] | select(endswith(":read"))] + ["institutes:write", "schools:write", "educators:write", "educators:personal-data",
      "exchange:write"]) }' |
    call "$1" POST /v1/clients --json @- | jq -r .secret.secret)
  token=$(ask_token "$1" operator "$secret")
}

# call PORT METHOD PATH [CURL OPTIONS…]
call() {
  curl -sSf -X "$2" "$(url "$1")$3" -H "Authorization: Bearer $token" "${@:4}"
}

# --- clients

# start_writers NAME PORT WRITERS SECONDS
start_writers() {
  dotnet "$tools" write "$(url "$2")" "$token" "$journals/write-$1.jsonl" "$3" "$4" >"$work/$1.json" &
  pids[$1]=$!
}

# of NAME MEMBER: what writers were answered.
of() { jq -r ".$2" "$work/$1.json"; }

# start_copy NAME PORT, start_receiver NAME PORT
start_copy() {
  dotnet "$tools" copy "$(url "$2")" "$token" "$journals/copy-$1.jsonl" &
  pids[$1]=$!
}

start_receiver() {
  dotnet "$tools" receive "$(url "$2")" "$journals/receive-$1.jsonl" &
  pids[$1]=$!
}

# until_still FILE [SECONDS]: nothing was added to it for so long.
until_still() {
  local size=
  until [[ $size == $(stat -c %s "$1") ]]; do
    size=$(stat -c %s "$1")
    sleep "${2:-3}"
  done
}

# import PORT REGION ROWS: sends schools; prints the import's path.
import() {
  jq -nc --arg region "$2" --argjson rows "$3" 'range($rows) |
      { regionCode: $region, sourceId: "imported-\(.)", kind: "general", fullName: "Школа № 1", levels: ["noo"], isRural: false }' |
    call "$1" POST "/v1/imports?resource=schools&regionCode=$2" -H 'Content-Type: application/x-ndjson' --data-binary @- |
    jq -r '"/v1/imports/\(.id)"'
}

# until_imported PORT PATH ROWS: it has to end as done, with all rows created.
until_imported() {
  local result=
  until [[ $(jq -r .state <<<"$result") =~ ^(done|failed|refused|cancelled)$ ]]; do
    result=$(call "$1" GET "$2?wait=10")
  done
  [[ $(jq -r '"\(.state) \(.counts.created)"' <<<"$result") == "done $3" ]] ||
    lost "the import ended otherwise: $(jq -c '[.state, .counts, .problem]' <<<"$result")"
}

# --- the comparison

# compare CLUSTER: what the clients remember with the database.
compare() {
  [[ -z ${falsify:-} ]] || sql "$1" "SET session_replication_role = replica; $falsify"
  with_settings "$1" dotnet "$tools" verify "$journals" >"$work/verified.json" ||
    lost "$(jq -r '"\(.faults[0]) (of \(.faults | length))"' "$work/verified.json")"
}

# register CLUSTER: all that it holds.
register() { with_settings "$1" dotnet "$tools" register; }

# --- a fault of the database

# A rehearsal defines break_database and mend_database. Meanwhile 32 writers write and an import runs: every answer is a success or a
# 503 with Retry-After, readiness is as told, the process stays, all goes on by itself, and nothing acknowledged is lost.
# rehearse_fault READINESS [SECONDS]
rehearse_fault() {
  local service import told broken mended
  start_service one 2 db
  service=${pids[one]}
  start_writers before 2 32 5
  await before
  import=$(import 2 77 20000)
  start_writers during 2 32 "$((${2:-10} + 15))"
  sleep 4
  say "the fault begins"
  break_database
  broken=$(date -u +%FT%T.%6N)
  sleep 3
  told=$(readiness 2)
  [[ $told == "$1" ]] || lost "readiness said $told"
  sleep "${2:-10}"
  mended=$(date -u +%FT%T.%6N)
  mend_database
  say "the fault ended"
  until_ready one 2 10
  await during
  until_imported 2 "$import" 20000
  [[ ${pids[one]} == "$service" ]] && kill -0 "$service" || lost "the process ended: $(tail -n 1 "$work/one.log")"
  [[ $(of during failed) == 0 ]] || lost "answers: $(of during answers)"
  (($(of during longestMs) <= 12500)) || lost "an answer took $(of during longestMs) ms"
  [[ $(acknowledged during "$mended") != 0 ]] || lost "no write was acknowledged afterwards"
  compare db
  held "$(of during acknowledged) acknowledged, $(acknowledged during "$broken" "$mended") of them meanwhile," \
    "$(of during unknown) unknown, 0 lost;" \
    "readiness $told; longest answer $(of during longestMs) ms, longest pause $(of during longestPauseMs) ms; the import ended as done"
}

# acknowledged NAME SINCE [UNTIL]
acknowledged() {
  jq -s --arg since "$2" --arg until "${3:-9}" 'map(select(.isAcknowledged and .at > $since and .at < $until)) | length' \
    "$journals/write-$1.jsonl"
}
