import { mostBars } from "./charts.js";
import { periodKinds } from "./periods.js";
import { tiles } from "./tiles.js";

const additive = new Set(["records", "people", "sum"]);
const places = new Set(["region", "district"]);

/** A measure of a cube, as something that the page can show. */
export class CubeFigure {
  kinds = Object.keys(periodKinds);
  hasTargets = false;
  #api;
  #cube;
  #measure;

  constructor(api, cube, measure) {
    this.#api = api;
    this.#cube = cube;
    this.#measure = measure;
    this.id = `${cube.code}.${measure.code}`;
    this.group = cube.title;
    this.title = cube.title === measure.title ? cube.title : `${cube.title}: ${measure.title}`;
    this.unit = measure.unit;
    this.dimensions = cube.dimensions;
  }

  /** A row for each region, with its place by the value. */
  async regions(period) {
    const request = this.#request({ groupBy: "region", period });
    const data = await this.#api.get(request.path, request.parameters);
    const counted = new Map(data.rows.map((row) => [row.members[0].code, row.values[0]]));
    // A region without records has no row.
    const empty = { value: additive.has(this.#measure.kind) ? 0 : null };
    const rows = tiles.map(({ code }) => ({ code, ...(counted.get(code) ?? empty) }));
    const values = rows.map((row) => row.value).filter((value) => value > 0);
    for (const row of rows) if (row.value > 0) row.rank = 1 + values.filter((value) => value > row.value).length;
    return { rows, asOf: data.asOf, isProtected: data.protection !== "none", request };
  }

  /** The row of a region; without one, of the country. */
  async place(period, region) {
    const { path, parameters } = this.#request({ period, region, compare: "previous" });
    return (await this.#api.get(path, parameters)).rows[0].values[0];
  }

  async series(periods, region) {
    const request = this.#request({ period: `${periods[0].value}..${periods.at(-1).value}`, region });
    const data = await this.#api.get(request.path, request.parameters);
    const counted = new Map(data.rows.map((row) => [row.period, row.values[0]]));
    return { rows: periods.map(({ value, title }) => ({ title, ...counted.get(value) })), request };
  }

  /** The greatest members of a dimension. Places are compared with each other, so a region does not narrow them. */
  async breakdown(period, dimension, region) {
    const request = this.#request({
      groupBy: dimension,
      period,
      region: places.has(dimension) ? undefined : region,
      sort: `-${this.#measure.code}`,
      top: mostBars,
    });
    const data = await this.#api.get(request.path, request.parameters);
    return { rows: data.rows.map((row) => ({ title: row.members[0].title, ...row.values[0] })), request };
  }

  #request(parameters) {
    return { path: `analytics/cubes/${this.#cube.code}/data`, parameters: { measures: this.#measure.code, ...parameters } };
  }
}

export async function readCubes(api) {
  const { items } = await api.get("analytics/cubes");
  return items.flatMap((cube) => cube.measures.map((measure) => new CubeFigure(api, cube, measure)));
}
