// What openapi-typescript makes of the contract is as strict as the contract: tsc compiles this.
import type { components, operations } from "@efs/client";

export const school: components["schemas"]["SchoolFields"] = { regionCode: "74", kind: "general", fullName: "Школа № 1", levels: ["noo"], isRural: false };
export const patch: components["schemas"]["SchoolPatch"] = { shortName: null };
export const filters: operations["ListSchools"]["parameters"]["query"] = { kind: "lyceum", limit: 100 };

// The answers of a later year: an unknown value and, in what was parsed, an unknown member.
export const kind: components["schemas"]["SchoolKind"] = "castle";
const later = { ...({} as components["schemas"]["School"]), kind: "castle", colour: "red" };
export const grown: components["schemas"]["School"] = later;
export const list: operations["ListSchools"]["responses"][200]["content"] = { "application/json": { items: [grown], next: null } };

// @ts-expect-error this list never grows
export const gender: components["schemas"]["Gender"] = "other";
// @ts-expect-error isRural is required
export const bare: components["schemas"]["SchoolFields"] = { regionCode: "74", kind: "general", fullName: "Школа № 1" };
// @ts-expect-error a typo
export const typo: components["schemas"]["SchoolPatch"] = { shortname: "Школа" };
