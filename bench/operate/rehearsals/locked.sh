# Another session locks the table of schools for longer than a statement may take. Writers of educators go on meanwhile.

create_cluster db 0
create_database db

break_database() {
  sql db 'BEGIN; LOCK TABLE schools.school; SELECT pg_sleep(18); COMMIT' >/dev/null &
  pids[lock]=$!
}

mend_database() { await lock; }

rehearse_fault 200
