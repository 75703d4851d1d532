# The synchronous standby is away: no write is acknowledged. Then the primary is killed and the standby takes over, again and again:
# nothing acknowledged is lost. OPERATE_TRIES tells how often, 20 times by default.

tries=${OPERATE_TRIES:-20}

# follow STANDBY PORT PRIMARY: a copy of the primary that receives its WAL.
follow() {
  rm -rf "${work:?}/$1"
  folder_for_postgres "$work/$1"
  as_postgres "$pg/pg_basebackup" -h 127.0.0.1 -p "${port_of[$3]}" -U efs -D "$work/$1" -R -c fast
  echo "primary_conninfo = 'host=127.0.0.1 port=${port_of[$3]} user=efs application_name=standby'" >>"$work/$1/postgresql.auto.conf"
  start_cluster "$1" "$2"
  until [[ $(sql "$3" "SELECT sync_state FROM pg_stat_replication") == sync ]]; do sleep 0.1; done
}

create_cluster a 0
create_database a
sql a "ALTER SYSTEM SET synchronous_standby_names = 'standby'"
sql a 'SELECT pg_reload_conf()' >/dev/null
follow b 1 a
hosts="Host=127.0.0.1:$ports,127.0.0.1:$((ports + 1));Target Session Attributes=read-write;Host Recheck Seconds=1;Timeout=5"
start_service one 2 a "EFS_DATABASE=$hosts;Database=efs;Username=efs_login;Password=efs" EFS_QUERY_SECONDS=3

start_writers warm 2 8 3
await warm
stop_cluster b immediate
start_writers alone 2 4 12
await alone
[[ $(of alone acknowledged) == 0 && $(of alone unknown) != 0 ]] || lost "without the standby: $(of alone answers)"
alone=$(of alone unknown)
start_cluster b
compare a
say "without the standby $alone writes, each answered as unknown"

total=0 unknown=0 longest=0 primary=a standby=b
for ((try = 1; try <= tries; try++)); do
  until [[ $(sql "$primary" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1 ]]; do sleep 0.1; done
  start_writers "$try" 2 16 8
  sleep 4
  kill_cluster "$primary"
  as_postgres "$pg/pg_ctl" -D "$work/$standby" -w -s promote
  sql "$standby" "ALTER SYSTEM SET synchronous_standby_names = ''"
  sql "$standby" 'SELECT pg_reload_conf()' >/dev/null
  await "$try"
  compare "$standby"
  total=$((total + $(of "$try" acknowledged))) unknown=$((unknown + $(of "$try" unknown)))
  (($(of "$try" longestPauseMs) <= longest)) || longest=$(of "$try" longestPauseMs)
  [[ $(of "$try" failed) == 0 ]] || lost "answers at try $try: $(of "$try" answers)"
  sql "$standby" "ALTER SYSTEM SET synchronous_standby_names = 'standby'"
  sql "$standby" 'SELECT pg_reload_conf()' >/dev/null
  old=$primary primary=$standby standby=$old
  follow "$standby" $((port_of[$standby] - ports)) "$primary"
done
held "$alone writes without the standby, none acknowledged; $tries failovers, $total acknowledged, $unknown unknown, 0 lost;" \
  "longest pause $longest ms"
