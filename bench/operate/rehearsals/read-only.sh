# The database takes no writes for a while, as a demoted or nearly full one of a cloud does.

create_cluster db 0
create_database db

read_only() {
  sql db "ALTER SYSTEM SET default_transaction_read_only = $1" postgres 2>/dev/null
  sql db 'SELECT pg_reload_conf()' postgres >/dev/null
}

break_database() { read_only on; }

mend_database() { PGOPTIONS='-c default_transaction_read_only=off' read_only off; }

rehearse_fault 503
