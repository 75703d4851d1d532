# The database is closed, its connections are ended, and it gets another name, as before a restore; later it is back.

create_cluster db 0
create_database db

break_database() {
  sql db 'ALTER DATABASE efs ALLOW_CONNECTIONS false' postgres
  sql db "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'efs'" postgres >/dev/null
  until sql db 'ALTER DATABASE efs RENAME TO efs_closed' postgres 2>/dev/null; do sleep 0.1; done
}

mend_database() {
  sql db 'ALTER DATABASE efs_closed RENAME TO efs' postgres
  sql db 'ALTER DATABASE efs ALLOW_CONNECTIONS true' postgres
}

rehearse_fault 503
