# A dump is restored into a new cluster while 32 writers go on: nothing acknowledged is lost, each write is in the feed, a reader goes
# on with its cursor, and the new cluster takes writes and imports at once.

create_cluster old 0
create_database old
start_service one 2 old
start_copy reader 2
start_writers all 2 32 "${OPERATE_SECONDS:-60}"
sleep 10

say "stopping the service, dumping, restoring"
stop one
register old >"$work/before"
as_postgres "$pg/pg_dumpall" -h 127.0.0.1 -p "${port_of[old]}" -U efs --roles-only >"$work/roles.sql"
as_postgres "$pg/pg_dump" -h 127.0.0.1 -p "${port_of[old]}" -U efs -Fc efs >"$work/efs.dump"
create_cluster new 1
psql -h 127.0.0.1 -p "${port_of[new]}" -U efs -d postgres -q -f "$work/roles.sql" 2>/dev/null # the role efs exists
sql new 'CREATE DATABASE efs' postgres
"$pg/pg_restore" -h 127.0.0.1 -p "${port_of[new]}" -U efs -d efs --exit-on-error "$work/efs.dump"
diff "$work/before" <(register new) >"$work/diff" || lost "the restored register differs: $(sed -n 2p "$work/diff" | cut -c -200)"
start_service one 2 new
restored=$(date -u +%FT%T.%6N)

import=$(import 2 77 5000)
until_imported 2 "$import" 5000
await all
stop reader
compare new
after=$(acknowledged all "$restored")
((after > 0)) || lost "no write was acknowledged after the restore"
# While the service is stopped there is no answer: status 0.
[[ $(of all 'answers | keys | map(select(test("^(0|200|201|503)\\b") | not)) | length') == 0 ]] || lost "answers: $(of all answers)"
held "$(of all acknowledged) acknowledged, $after of them after the restore, 0 lost; $(jq .changes "$work/verified.json") changes" \
  "in feed and copy; 5000 rows imported"
