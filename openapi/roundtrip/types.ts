// What openapi-typescript makes of the contract is as strict as the contract: tsc compiles this.
import type { components, operations } from "./obj/efs-api";

export const school: components["schemas"]["SchoolFields"] = { regionCode: "74", kind: "general", fullName: "Школа № 1", levels: ["noo"], isRural: false };
export const patch: components["schemas"]["SchoolPatch"] = { shortName: null };
export const filters: operations["ListSchools"]["parameters"]["query"] = { kind: "lyceum", limit: 100 };

// @ts-expect-error no such kind
export const kind: components["schemas"]["SchoolKind"] = "castle";
// @ts-expect-error isRural is required
export const bare: components["schemas"]["SchoolFields"] = { regionCode: "74", kind: "general", fullName: "Школа № 1" };
// @ts-expect-error a typo
export const typo: components["schemas"]["SchoolPatch"] = { shortname: "Школа" };
