# The network between the service and PostgreSQL is cut for all their connections in the middle of batches of an import and of writes;
# nothing is closed, new connections pass. Their rows are free within the bound of the keepalives. Needs root and iptables.

bound=45 # 30 seconds, and time to look

create_cluster db 0
create_database db
start_service one 2 db

# The connections of the service: their ports.
connections() { sql db "SELECT client_port FROM pg_stat_activity WHERE usename = 'efs_login' ORDER BY 1"; }

# cut -A|-D PORT
cut_off() {
  iptables "$1" INPUT -i lo -p tcp --sport "$2" --dport "${port_of[db]}" -j DROP
  iptables "$1" INPUT -i lo -p tcp --sport "${port_of[db]}" --dport "$2" -j DROP
}

cut_ports=
clean() { for port in $cut_ports; do cut_off -D "$port"; done; }

start_writers before 2 8 5
await before
import=$(import 2 74 40000)
start_writers during 2 8 70
until [[ $(call 2 GET "$import" | jq .rowsDone) != 0 ]]; do sleep 0.1; done
cut_ports=$(connections)
for port in $cut_ports; do cut_off -A "$port"; done
began=$SECONDS
open="SELECT count(*) FROM pg_stat_activity WHERE client_port IN ($(paste -sd, <<<"$cut_ports"))"
in_transaction=$(sql db "$open AND xact_start IS NOT NULL")
say "$(wc -w <<<"$cut_ports") connections cut off, $in_transaction of them in a transaction"
((in_transaction > 0)) || lost "no connection was in a transaction: try again"
until [[ $(sql db "$open AND xact_start IS NOT NULL") == 0 ]]; do
  ((SECONDS - began < bound)) || lost "after $bound s transactions of lost connections still hold their rows"
  sleep 0.5
done
freed=$((SECONDS - began))
until_imported 2 "$import" 40000
imported=$((SECONDS - began))
await during
[[ $(of during failed) == 0 ]] || lost "answers: $(of during answers)"
compare db
held "$in_transaction transactions cut off, their rows free after $freed s; the import of 40000 rows done $imported s after the cut;" \
  "$(of during acknowledged) acknowledged, $(of during unknown) unknown, 0 lost"
