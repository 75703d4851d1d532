import { ApiError } from "./api.js";
import { mostBars } from "./charts.js";
import { periodKinds } from "./periods.js";

const levels = [
  { code: "district", title: "Федеральный округ" },
  { code: "region", title: "Регион" },
];

/** An indicator, as something that the page can show. */
export class IndicatorFigure {
  hasTargets = true;
  group = "Показатели";
  dimensions = levels;
  #api;
  #code;
  #nameOf;

  constructor(api, indicator, nameOf) {
    this.#api = api;
    this.#code = indicator.code;
    this.#nameOf = nameOf;
    this.id = indicator.code;
    this.title = indicator.title;
    this.unit = indicator.unit;
    const shortest = periodKinds[indicator.periodicity].months;
    this.kinds = Object.keys(periodKinds).filter((kind) => kind !== "academic_year" && periodKinds[kind].months >= shortest);
  }

  async regions(period) {
    const request = this.#request({ period, level: "region" });
    const data = await this.#read(request);
    const rows = data.rows.map((row) => ({ code: row.regionCode, ...row }));
    return { rows, asOf: data.asOf, isProtected: rows.some((row) => row.isProtected), request };
  }

  async place(period, region) {
    const level = region ? "region" : "federation";
    const [row] = (await this.#read(this.#request({ period, level, regionCode: region, compare: "previous" }))).rows;
    return { ...row, previous: row?.previous?.value, target: targetOf(row) };
  }

  async series(periods, region) {
    const rows = await Promise.all(periods.map(async ({ value, title }) => ({ title, ...(await this.place(value, region)) })));
    return { rows };
  }

  async breakdown(period, level) {
    const request = this.#request({ period, level });
    const { rows: places } = await this.#read(request);
    const rows = places
      .map((row) => ({ title: row.federalDistrict ?? this.#nameOf(row.regionCode), ...row }))
      .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
    return { rows: rows.slice(0, mostBars), request };
  }

  // Before its first version an indicator has no values.
  #read({ path, parameters }) {
    return this.#api.get(path, parameters).catch(otherwise({ rows: [] }));
  }

  #request(parameters) {
    return { path: `indicators/${this.#code}/values`, parameters };
  }
}

/** Answers with something else where there is nothing. */
const otherwise = (instead) => (error) => {
  if (error instanceof ApiError && error.status === 404) return instead;
  throw error;
};

const targetOf = (row) => row?.target?.own ?? row?.target?.minimum;

/** The federal indicators in force; none where the service has none. */
export async function readIndicators(api, nameOf) {
  const validOn = new Date().toISOString().slice(0, 10);
  const indicators = await api.list("indicators", { level: "federal", validOn }).catch(otherwise([]));
  return indicators.map((indicator) => new IndicatorFigure(api, indicator, nameOf));
}
