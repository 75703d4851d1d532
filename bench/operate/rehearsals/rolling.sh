# Two instances behind haproxy are restarted in turn, twice, under load: no request fails, although haproxy repeats none.

create_cluster db 0
create_database db
# The pause is longer than haproxy takes to notice. A machine that is busy answers a check late: that is no reason to take it out.
start_service one 2 db EFS_DRAIN_SECONDS=3
start_service two 3 db EFS_DRAIN_SECONDS=3
cat >"$work/haproxy.cfg" <<CONF
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout check 5s
  retries 0
frontend all
  bind 127.0.0.1:$((ports + 4))
  default_backend instances
backend instances
  option httpchk GET /health/ready
  default-server check inter 500ms fall 1 rise 1
  server one 127.0.0.1:$((ports + 2))
  server two 127.0.0.1:$((ports + 3))
CONF
$(command -v haproxy || echo /usr/sbin/haproxy) -f "$work/haproxy.cfg" >"$work/haproxy.log" 2>&1 &
pids[haproxy]=$!
until [[ $(readiness 4) == 200 ]]; do sleep 0.2; done
sleep 1

import=$(import 4 77 20000)
start_copy reader 4
start_writers all 4 16 600
restarts=0
for round in 1 2; do
  for instance in one two; do
    sleep 3
    stop "$instance" || lost "$instance ended with $?"
    start_service "$instance" "$([[ $instance == one ]] && echo 2 || echo 3)" db EFS_DRAIN_SECONDS=3
    restarts=$((restarts + 1))
    sleep 2
  done
done
stop all
until_imported 4 "$import" 20000
stop reader
[[ $(of all acknowledged) == $(of all requests) ]] || lost "answers: $(of all answers)"
compare db
held "$restarts restarts, $(of all acknowledged) of $(of all requests) requests acknowledged, 0 failed, 0 lost;" \
  "longest $(of all longestMs) ms, longest pause $(of all longestPauseMs) ms; 20000 rows imported meanwhile"
