import { ChangesTooOldError, EfsError, importRows, readExport } from "@efs/client";
import * as efs from "./generated/efs.js";
import { collect, walk, type School } from "./walk.js";

const tag = (record: { version: number }) => `"${record.version}"`;

// orval answers every status with its own type of data: 2xx is what the operation promises.
async function ok<T>(response: Promise<{ status: number; data: unknown }>): Promise<T> {
  const { status, data } = await response;
  if (status >= 400) throw new (status === 410 ? ChangesTooOldError : EfsError)(status, data as object);
  return data as T;
}

await walk("orval", (connection) => ({
  currentClient: async () => (await ok<efs.CurrentClient>(efs.whoAmI())).client,
  feedHead: async () => (await ok<efs.FeedHead>(efs.getFeedHead())).cursor,
  changes: async (after) => {
    const changes: efs.RecordChange[] = [];
    for (let page: efs.ChangePage | undefined; page?.hasMore !== false; ) {
      page = await ok<efs.ChangePage>(efs.listChanges({ after: page?.cursor ?? after }));
      changes.push(...page.items);
    }
    return changes;
  },
  // orval writes every body and reads every answer as one JSON text: files and exports go by the package's helpers.
  importSchools: (rows) => importRows(connection, "schools", rows),
  rejectedRows: async (importId) => (await ok<efs.ImportRowPage>(efs.listImportRows(importId, { outcome: "rejected" }))).items,
  schools: (cursor) => ok(efs.listSchools({ regionCode: "74", limit: 3, cursor })),
  school: (id) => ok(efs.getSchool(id)),
  putSchool: (school) => ok(efs.upsertSchool(school.regionCode, school.sourceId!, school)),
  deleteSchool: (school) => ok(efs.deleteSchool(school.id, undefined, { headers: { "If-Match": tag(school) } })),
  reconcile: (request) => ok(efs.reconcile(request)),
  exportSchools: async () => {
    const { consistentThrough, records } = await readExport<School>(connection, "schools", { regionCode: "74" });
    return { consistentThrough, keys: (await collect(records)).map((school) => school.sourceId ?? "") };
  },
  subscribe: (target) => ok(efs.createSubscription({ target, resources: ["schools"], regions: ["74"] })),
  unsubscribe: (subscription) => ok(efs.deleteSubscription(subscription.id, { headers: { "If-Match": tag(subscription) } })),
}));
