# A new version starts beside an old one that is under load, and migrates: no request fails, at either. The old version is the last
# tag, without one the commit before the newest migration; OPERATE_FROM names another.

newest=$(find db/migrations -name 'V*' | sort | tail -n 1)
added=$(git log --diff-filter=A -n 1 --format=%H -- "$newest")
from=${OPERATE_FROM:-$(git describe --tags --abbrev=0 2>/dev/null || git rev-parse "$added~1")}
clean() { git worktree remove --force "$work/old"; }

say "building $(git log -n 1 --format='%h %s' "$from")"
git worktree add --detach -q "$work/old" "$from"
dotnet build "$work/old/src/Efs.Api" -c Release -v quiet --nologo -p:RunAnalyzers=false >"$work/build" ||
  lost "the old version does not build"
old=$work/old/src/Efs.Api/bin/Release/net10.0/Efs.Api.dll

create_cluster db 0
api=$old create_database db
drain= permits= api_of=$old start_service past 2 db
import=$(import 2 77 40000)
start_copy reader 2
start_writers old 2 16 600
sleep 8
before=$(sql db 'SELECT count(*) FROM platform.migration')
start_service new 3 db
applied=$(($(sql db 'SELECT count(*) FROM platform.migration') - before))
start_writers new 3 16 15
await new
stop old
until_imported 2 "$import" 40000
stop reader
for version in old new; do
  [[ $(of "$version" acknowledged) == $(of "$version" requests) ]] || lost "answers of the $version version: $(of "$version" answers)"
done
compare db
held "from $(git log -n 1 --format=%h "$from"), $applied scripts applied under load; $(of old acknowledged) writes at the old version and" \
  "$(of new acknowledged) at the new one, 0 failed, 0 lost; longest $(of old longestMs) ms; 40000 rows imported meanwhile"
