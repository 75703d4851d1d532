import { createEfsClient, importRows, readChanges, readExport, rejectedRows, unwrap } from "@efs/client";
import { collect, walk, type School } from "./walk.js";

const tag = (record: { version: number }) => `"${record.version}"`;

await walk("openapi-fetch", (connection) => {
  const efs = createEfsClient(connection);
  return {
    currentClient: async () => (await unwrap(efs.GET("/v1/me"))).client,
    feedHead: async () => (await unwrap(efs.GET("/v1/changes/head"))).cursor,
    changes: async (after) => (await collect(readChanges(connection, { after }))).flatMap((page) => page.items),
    importSchools: (rows) => importRows(connection, "schools", rows),
    rejectedRows: (importId) => collect(rejectedRows(connection, importId)),
    schools: (cursor) => unwrap(efs.GET("/v1/schools", { params: { query: { regionCode: "74", limit: 3, cursor } } })),
    school: (id) => unwrap(efs.GET("/v1/schools/{id}", { params: { path: { id } } })),
    putSchool: (school) =>
      unwrap(
        efs.PUT("/v1/schools/by-source/{regionCode}/{sourceId}", {
          params: { path: { regionCode: school.regionCode, sourceId: school.sourceId! } },
          body: school,
        }),
      ),
    deleteSchool: async (school) => {
      await unwrap(efs.DELETE("/v1/schools/{id}", { params: { path: { id: school.id }, header: { "If-Match": tag(school) } } }));
    },
    reconcile: (body) => unwrap(efs.POST("/v1/reconciliations", { body })),
    exportSchools: async () => {
      const { consistentThrough, records } = await readExport<School>(connection, "schools", { regionCode: "74" });
      return { consistentThrough, keys: (await collect(records)).map((school) => school.sourceId ?? "") };
    },
    subscribe: (target) => unwrap(efs.POST("/v1/subscriptions", { body: { target, resources: ["schools"], regions: ["74"] } })),
    unsubscribe: async (subscription) => {
      const params = { path: { id: subscription.id }, header: { "If-Match": tag(subscription) } };
      await unwrap(efs.DELETE("/v1/subscriptions/{id}", { params }));
    },
  };
});
