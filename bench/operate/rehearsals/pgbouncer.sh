# The service behind PgBouncer in transaction mode, for 32 writers, an import, an export and a reader; migrations go past it.
# PGBOUNCER names the program: prepared statements in transaction mode need 1.21 or newer.

pgbouncer=${PGBOUNCER:-$(command -v pgbouncer || echo /usr/sbin/pgbouncer)}
version=$("$pgbouncer" --version | awk 'NR == 1 { print $2 }')
[[ $(printf '%s\n' 1.21 "$version" | sort -V | head -n 1) == 1.21 ]] ||
  lost "PgBouncer $version knows no prepared statements in transaction mode: 1.21 or newer is needed"

create_cluster db 0
create_database db

folder_for_postgres "$work/pool"
cat >"$work/pool/pgbouncer.ini" <<CONF
[databases]
efs = host=127.0.0.1 port=${port_of[db]}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $((ports + 1))
unix_socket_dir =
pidfile = $work/pool/pid
logfile = $work/pool/log
auth_type = trust
auth_file = $work/pool/users
pool_mode = transaction
default_pool_size = 20
ignore_startup_parameters = extra_float_digits, options
admin_users = efs_login
max_prepared_statements = 300
CONF
echo '"efs_login" "efs"' >"$work/pool/users"
as_postgres "$pgbouncer" -q -d "$work/pool/pgbouncer.ini"
until [[ -s $work/pool/pid ]]; do sleep 0.1; done # it goes into the background before it writes its number
pids[pool]=$(cat "$work/pool/pid")

# What the service sends as options when it connects, PgBouncer can't pass on: without defaults of its login it refuses to start.
pooled="Host=127.0.0.1;Port=$((ports + 1));Database=efs;Username=efs_login;Password=efs"
if EFS_DATABASE=$pooled EFS_DATABASE_OWNER=$(owner db) EFS_MASTER_KEY=$master_key EFS_URLS=http://127.0.0.1:$((ports + 2)) \
  timeout 60 dotnet "$api" >"$work/refused" 2>&1 || ! grep -q 'role, statement_timeout, lock_timeout' "$work/refused"; then
  lost "a service without its role and limits starts: $(tail -n 3 "$work/refused")"
fi
sql db "ALTER ROLE efs_login IN DATABASE efs SET role = efs_service"
sql db "ALTER ROLE efs_login IN DATABASE efs SET statement_timeout = '10s'"
sql db "ALTER ROLE efs_login IN DATABASE efs SET lock_timeout = '10500ms'"
sql db "ALTER ROLE efs_login IN DATABASE efs SET idle_in_transaction_session_timeout = '30s'"
sql db "ALTER ROLE efs_login IN DATABASE efs SET timezone = 'UTC'"
psql -h 127.0.0.1 -p $((ports + 1)) -U efs_login -d pgbouncer -qc RECONNECT
start_service one 2 db "EFS_DATABASE=$pooled"

import=$(import 2 77 20000)
start_copy reader 2
start_writers all 2 32 30
await all
until_imported 2 "$import" 20000
exported=$(call 2 GET '/v1/schools/export?regionCode=77' | wc -l)
stop reader
[[ $(of all acknowledged) == $(of all requests) ]] || lost "answers with PgBouncer $version: $(of all answers)"
# Neither the role nor the client of a transaction reaches another one.
others=$(sql db "SELECT count(*) FROM platform.audit WHERE action NOT IN ('rights', 'refuse', 'start') AND client NOT IN ('operator', 'console', '$administrator')")
role=$(psql -h 127.0.0.1 -p $((ports + 1)) -U efs_login -d efs -Atc 'SELECT current_role')
[[ $others == 0 && $role == efs_service ]] || lost "$others entries of the audit log name others; the role is $role"
compare db
held "PgBouncer $version, $(of all acknowledged) of $(of all requests) acknowledged, 0 lost; 20000 rows imported, $exported lines exported"
