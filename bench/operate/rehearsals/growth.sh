# A log of ten million audit entries and a feed of ten million changes, made by SQL, a tenth of them past their term: the steps of
# retention, who saw a record, pages of the feed. OPERATE_ROWS tells another number.

rows=${OPERATE_ROWS:-10000000}
people=$((rows / 8)) # a country has 1.3 million educators
chunk=$((rows / 10))

create_cluster db 0
sql db "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'" postgres
sql db "ALTER SYSTEM SET max_wal_size = '8GB'" postgres
stop_cluster db
start_cluster db
create_database db
sql db 'CREATE EXTENSION pg_stat_statements SCHEMA public'
start_service one 2 db EFS_CHANGES_DAYS=90
stop one

# What the migrations wrote makes room: the positions of a region begin with 0.
sql db 'TRUNCATE change_feed.change, change_feed.commit'

person="md5((random() * $people)::int::text)::uuid"
for ((first = 0; first < rows; first += chunk)); do
  # A page of a list shows fifty people.
  sql db "
    INSERT INTO platform.audit (at, client, action, operation, records, members, trace_id)
    SELECT now() - interval '100 days' * (1 - i / $rows.0), 'region-' || i % 89, CASE i % 5 WHEN 0 THEN 'read' ELSE 'update' END,
        CASE i % 5 WHEN 0 THEN 'ListEducators' ELSE 'educators' END,
        CASE WHEN i % 50 = 0 THEN (SELECT array_agg($person) FROM generate_series(1, 50) WHERE i >= 0) ELSE ARRAY[$person] END,
        '{email}', md5(i::text)
    FROM generate_series($first, $((first + chunk - 1))) i"
  # Ten changes a commit, in every region.
  sql db "
    SET session_replication_role = replica;
    INSERT INTO change_feed.commit (region_code, position, tx, at, client)
    SELECT r.code, i, md5(r.code || i)::uuid, now() - interval '100 days' * (1 - i * 890 / $rows.0), 'operator'
    FROM (SELECT code FROM regions.region LIMIT 89) r, generate_series($((first / 890)), $(((first + chunk) / 890 - 1))) i;
    INSERT INTO change_feed.change (region_code, tx, ordinal, record_id, resource, source_id, operation, version, members)
    SELECT c.region_code, c.tx, o, gen_random_uuid(), 'schools', 'school-' || o, 'create', 1, '{}'
    FROM change_feed.commit c, generate_series(1, 10) o WHERE c.position BETWEEN $((first / 890)) AND $(((first + chunk) / 890 - 1))"
  say "$((first + chunk)) of $rows"
done
sql db 'VACUUM ANALYZE platform.audit, change_feed.commit, change_feed.change'
size() {
  sql db "SELECT pg_size_pretty(sum(pg_total_relation_size(oid))) FROM pg_class WHERE relkind = 'r' AND oid::regclass::text ~ '^$1'"
}
say "audit $(size 'platform.audit'), feed $(size 'change_feed')"

# median COMMAND…: of the seconds of twenty requests, in ms.
median() { for _ in {1..20}; do "$@"; done | sort -n | sed -n 10p | awk '{ printf "%.0f", $1 * 1000 }'; }
timed() { curl -sSf -o /dev/null -w '%{time_total}\n' "$(url 2)$1" -H "Authorization: Bearer ${2:-$token}"; }
audit() { timed "/v1/audit?recordId=$(sql db "SELECT md5((random() * $people)::int::text)::uuid")" "$auditor"; }

sql db 'SELECT pg_stat_statements_reset()' >/dev/null
start_service one 2 db EFS_CHANGES_DAYS=90
auditor=$(ask_token 2 "$administrator" "$administrator_secret")
page=$(median timed '/v1/changes?limit=1000')
who=$(median audit)

# The first commit of a region stays.
due="SELECT count(*) FROM change_feed.commit c WHERE at < now() - interval '90 days'
  AND position > (SELECT min(position) FROM change_feed.commit f WHERE f.region_code = c.region_code)"
began=$SECONDS
until [[ $(sql db "$due") == 0 ]]; do
  ((SECONDS - began < ${OPERATE_SECONDS:-300})) || break
  sleep 5
done
left=$(sql db "$due")
# Of the statements of retention: the slowest, and the rows of all.
read -r slowest deleted spent < <(sql db "
  SELECT round(coalesce(max(max_exec_time), 0)), coalesce(sum(rows), 0), round(coalesce(sum(total_exec_time), 0)::numeric / 1000, 1)
  FROM pg_stat_statements WHERE query ~ 'DELETE FROM change_feed'" | tr '|' ' ')
figures="$rows audit entries and changes; GET /v1/audit?recordId= $who ms, page of the feed $page ms; retention deleted $deleted rows"
figures+=" in $spent s of statements, the longest $slowest ms; $left commits past their term left after $((SECONDS - began)) s"
((left == 0 && slowest < 2000 && who < 50 && page < 500)) || lost "$figures"
held "$figures"
