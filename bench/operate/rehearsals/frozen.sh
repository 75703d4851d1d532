# PostgreSQL answers nothing for a while and closes nothing, as on a machine that hangs.

create_cluster db 0
create_database db

signal() { kill "-$1" "$(head -n 1 "$work/db/postmaster.pid")" $(pgrep -P "$(head -n 1 "$work/db/postmaster.pid")"); }

break_database() { signal STOP; }

mend_database() { signal CONT; }

rehearse_fault 503
