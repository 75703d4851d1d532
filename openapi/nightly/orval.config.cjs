module.exports = {
  efs: {
    input: "../efs-api.v1.json",
    output: {
      target: "typescript/generated/efs.ts",
      client: "fetch",
      override: { mutator: { path: "typescript/connection.ts", name: "efsFetch", extension: ".js" } },
    },
  },
};
