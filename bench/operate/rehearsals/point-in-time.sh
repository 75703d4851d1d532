# A base backup and the WAL bring the database back to a moment. A reader that was ahead of it gets 410, also when the feed has grown
# beyond its position; one that was behind goes on; a receiver gets the new changes under new ids.

create_cluster db 0
sql db "ALTER SYSTEM SET archive_mode = on" postgres
sql db "ALTER SYSTEM SET archive_command = 'cp %p $work/wal/%f'" postgres
folder_for_postgres "$work/wal"
stop_cluster db
start_cluster db
create_database db
folder_for_postgres "$work/backup"
as_postgres "$pg/pg_basebackup" -h 127.0.0.1 -p "${port_of[db]}" -U efs -D "$work/backup" -c fast

start_service one 2 db
start_receiver all 3
call 2 POST /v1/subscriptions --json "{ \"target\": \"$(url 3)/\", \"resources\": [\"schools\", \"educators\"] }" >/dev/null
start_copy behind 2
start_writers before 2 16 10
await before
stop behind
sql db "SELECT pg_create_restore_point('rehearsal')" >/dev/null

# What comes now will be lost: its clients remember it in another folder.
start_copy ahead 2
mkdir "$work/undone"
kept=$journals
journals=$work/undone start_writers undone 2 16 10
await undone
until_still "$kept/receive-all.jsonl"
stop ahead
mv "$kept/copy-ahead.jsonl" "$work/undone"
undone=$(of undone acknowledged)
sql db 'SELECT pg_switch_wal()' >/dev/null
stop one
stop_cluster db

say "back to before $undone writes"
cat >>"$work/backup/postgresql.conf" <<CONF
restore_command = 'cp $work/wal/%f %p'
recovery_target_name = 'rehearsal'
recovery_target_action = 'promote'
CONF
as_postgres touch "$work/backup/recovery.signal"
start_cluster backup 1
until [[ $(sql backup 'SELECT pg_is_in_recovery()') == f ]]; do sleep 0.2; done
start_service one 2 backup

is_gone() { journals=$work/undone start_copy ahead 2 && ! await ahead; }

is_gone || lost "the reader ahead was answered"
start_copy behind 2
start_writers after 2 16 20
await after
(($(of after acknowledged) > undone)) || lost "only $(of after acknowledged) writes after the restore, $undone before: take longer"
is_gone || lost "the reader ahead was answered when the feed had passed it"
until_still "$journals/receive-all.jsonl" 65 # the restored database may hold a lease of the dispatcher, for a minute
stop behind
stop all || true
compare backup
held "$undone writes undone, then $(of after acknowledged); the reader ahead got 410 twice, the copy of the one behind has all" \
  "$(jq .changes "$work/verified.json") changes; $(wc -l <"$journals/receive-all.jsonl") events received, none under another's id"
