# The disk of the tables is full: a tablespace on a small file system, which another file fills. Needs root.

mount_small() {
  install -d "$work/small"
  mount -t tmpfs -o size=256m none "$work/small"
  folder_for_postgres "$work/small/tables"
}

clean() { umount -l "$work/small"; }

create_cluster db 0
mount_small
sql db "CREATE TABLESPACE small LOCATION '$work/small/tables'" postgres
create_database db 'TABLESPACE small'

break_database() { dd if=/dev/zero of="$work/small/filler" bs=64k status=none 2>/dev/null || true; }

mend_database() { rm "$work/small/filler"; }

rehearse_fault 200
