# The password of the service's role is changed and its connections are ended; later the old one is good again.

create_cluster db 0
create_database db
sed -i '1i host all efs_login 127.0.0.1/32 scram-sha-256' "$work/db/pg_hba.conf"
sql db 'SELECT pg_reload_conf()' >/dev/null

break_database() {
  sql db "ALTER ROLE efs_login PASSWORD 'other'"
  sql db "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'efs_login'" >/dev/null
}

mend_database() { sql db "ALTER ROLE efs_login PASSWORD 'efs'"; }

rehearse_fault 503
