import { ApiError } from "./api.js";
import { Card } from "./card.js";
import { barOption, Chart, lineOption } from "./charts.js";
import { readCompleteness } from "./completeness.js";
import { readCubes } from "./cubes.js";
import { byId, element, fillSelect } from "./dom.js";
import { formatInstant, formatRow, formatValue, unitName } from "./format.js";
import { readFunnel } from "./funnel.js";
import { readIndicators } from "./indicators.js";
import { TileMap } from "./map.js";
import { imageOfMap } from "./map-image.js";
import { Panel } from "./panel.js";
import { periodKinds, periodsToChoose, periodsUpTo } from "./periods.js";

const country = "Российская Федерация";
const preferredDimension = ["category", "district", "kind"];

/** The signed-in page: what is chosen, and the panels that show it. */
export class Dashboard {
  #api;
  #figures;
  #regions;
  #region = null;
  #shown = 0;
  #pickers = byId("pickers").elements;

  static async open(api) {
    const regions = new Map((await api.list("regions")).map((region) => [region.code, region]));
    const nameOf = (code) => regions.get(code)?.name ?? code;
    const figures = [...(await readIndicators(api, nameOf)), ...(await readCubes(api))];
    byId("dashboard").hidden = false;
    await new Dashboard(api, figures, regions).#show();
  }

  constructor(api, figures, regions) {
    this.#api = api;
    this.#figures = new Map(figures.map((figure) => [figure.id, figure]));
    this.#regions = regions;
    this.#makePanels();
    const groups = Map.groupBy(figures, (figure) => figure.group);
    fillSelect(
      this.#pickers.figure,
      [...groups].map(([title, members]) => ({ title, options: members.map(({ id, title }) => ({ value: id, title })) })),
    );
    this.#offerKinds();
    byId("pickers").onchange = ({ target }) => {
      if (target === this.#pickers.figure) this.#offerKinds();
      if (target === this.#pickers.kind) this.#offerPeriods();
      this.#show();
    };
  }

  get #figure() {
    return this.#figures.get(this.#pickers.figure.value);
  }

  #makePanels() {
    const parent = byId("panels");
    this.map = new Panel(parent, "map", "Карта");
    this.card = new Card(parent, () => this.#choose(null));
    this.series = new Panel(parent, "series", "Динамика");
    this.breakdown = new Panel(parent, "breakdown", "Разрез");
    this.funnel = new Panel(parent, "funnel", "Путь педагога");
    this.completeness = new Panel(parent, "completeness", "Полнота сведений");
    this.tiles = new TileMap(
      this.map.body,
      (code) => this.#nameOf(code),
      (code) => this.#choose(code === this.#region ? null : code),
    );
    for (const panel of [this.series, this.breakdown, this.funnel, this.completeness]) {
      const picture = element("div", { class: "chart", role: "img", "aria-label": "Загрузка" });
      panel.body.append(picture);
      panel.chart = new Chart(picture);
    }
  }

  #offerKinds() {
    const { kind, dimension } = this.#pickers;
    const figure = this.#figure;
    fillSelect(
      kind,
      figure.kinds.map((value) => ({ value, title: periodKinds[value].name })),
      kind.value,
    );
    const preferred = preferredDimension.find((code) => figure.dimensions.some((d) => d.code === code));
    fillSelect(
      dimension,
      figure.dimensions.map(({ code, title }) => ({ value: code, title })),
      figure.dimensions.some((d) => d.code === dimension.value) ? dimension.value : preferred,
    );
    this.#offerPeriods();
  }

  #offerPeriods() {
    const { kind, period } = this.#pickers;
    fillSelect(period, periodsToChoose(kind.value), period.value);
  }

  #choose(region) {
    this.#region = region;
    this.#show();
  }

  #nameOf(code) {
    return code ? (this.#regions.get(code)?.name ?? code) : country;
  }

  get #chosen() {
    const { kind, period, dimension } = this.#pickers;
    return {
      figure: this.#figure,
      kind: kind.value,
      period: period.value,
      periodTitle: period.selectedOptions[0].text,
      dimension: dimension.value,
      dimensionTitle: dimension.selectedOptions[0].text,
      region: this.#region,
      place: this.#nameOf(this.#region),
    };
  }

  async #show() {
    const turn = ++this.#shown;
    const chosen = this.#chosen;
    const { figure, kind, period, dimension, region } = chosen;
    this.tiles.select(region);
    const fill = (panel, read, show) =>
      this.#fill(panel, turn, read, (result, workbook) => show.call(this, chosen, result, workbook));
    await Promise.all([
      fill(this.map, this.#readMap(chosen), this.#showMap),
      fill(this.series, figure.series(periodsUpTo(kind, period), region), this.#showSeries),
      fill(this.breakdown, figure.breakdown(period, dimension, region), this.#showBreakdown),
      fill(this.funnel, readFunnel(this.#api, period, region), this.#showFunnel),
      fill(this.completeness, readCompleteness(this.#api, region), this.#showCompleteness),
    ]);
  }

  // An answer that comes after something else was chosen is not shown.
  async #fill(panel, turn, read, show) {
    panel.busy();
    try {
      const result = await read;
      const { request } = result;
      const hasWorkbook = request && (await this.#api.offersWorkbook(request));
      if (turn === this.#shown) show(result, hasWorkbook ? () => this.#api.workbook(request) : null);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return location.reload(); // The token has expired: sign in again.
      if (turn === this.#shown) panel.fail(error.message);
    }
  }

  async #readMap({ figure, period, region }) {
    const [regions, whole, row] = await Promise.all([
      figure.regions(period),
      figure.place(period, null),
      region && figure.place(period, region),
    ]);
    return { ...regions, country: whole, place: row };
  }

  #showMap(chosen, { rows, asOf, isProtected, country: whole, place }, workbook) {
    const { figure, region, periodTitle } = chosen;
    const ranked = rows.filter((row) => row.rank);
    this.tiles.show(rows, figure.unit);
    this.card.show({
      title: chosen.place,
      subtitle: region
        ? `Код ${region}, ${this.#regions.get(region)?.federalDistrict ?? "федеральный округ не указан"}`
        : "Все регионы",
      figure,
      period: periodTitle,
      row: region ? place : whole,
      rank: region && rows.find((row) => row.code === region)?.rank,
      regions: ranked.length,
      country: region && whole,
    });
    const title = `${figure.title}, ${periodTitle}`;
    const columns = ["Регион", "Код", valueColumn(figure), "Место"];
    this.map.show({
      note: title,
      table: { columns, rows: rows.map((row) => [this.#nameOf(row.code), row.code, tableValue(row), row.rank]) },
      name: title,
      image: () => imageOfMap(this.tiles.drawn(), title),
      workbook,
    });
    const state = asOf ? `Данные на ${formatInstant(asOf)}.` : "За этот период показатель не определён.";
    const protection = "Числа людей защищены: каждое отличается от точного не больше чем на четыре, 1 и 2 не показываются.";
    byId("state").textContent = isProtected ? `${state} ${protection}` : state;
  }

  #showSeries({ figure, place, period }, { rows }, workbook) {
    this.series.chart.show(lineOption(rows, figure.unit), described(`${figure.title}, ${place}`, rows, figure.unit));
    const columns = ["Период", valueColumn(figure), ...(figure.hasTargets ? ["Цель"] : [])];
    this.series.show({
      note: place,
      table: { columns, rows: rows.map((row) => [row.title, tableValue(row), row.target].slice(0, columns.length)) },
      name: `${figure.title}, динамика до ${period}, ${place}`,
      image: () => this.series.chart.image(),
      workbook,
    });
  }

  #showBreakdown({ figure, place, period, periodTitle, dimension, dimensionTitle }, { rows }, workbook) {
    const where = ["region", "district"].includes(dimension) ? country : place;
    this.breakdown.chart.show(barOption(rows, figure.unit), described(`${dimensionTitle}, ${where}`, rows, figure.unit));
    this.breakdown.show({
      note: `${dimensionTitle}: ${where}, ${periodTitle}`,
      table: { columns: [dimensionTitle, valueColumn(figure)], rows: rows.map((row) => [row.title, tableValue(row)]) },
      name: `${figure.title}, ${dimensionTitle}, ${period}, ${where}`,
      image: () => this.breakdown.chart.image(),
      workbook,
    });
  }

  #showFunnel({ place, period, periodTitle }, { rows }, workbook) {
    const shareOf = (row) => (rows[0].value ? (100 * row.value) / rows[0].value : null);
    const noteOf = (index) => (index > 0 && rows[0].value ? ` (${formatValue(shareOf(rows[index]), "percent")})` : "");
    this.funnel.chart.show(barOption(rows, "people", noteOf), described(`Путь педагога, ${place}`, rows, "people"));
    const columns = ["Шаг", "Педагоги, чел.", "Доля работающих, %"];
    this.funnel.show({
      note: `${place}, к концу периода: ${periodTitle}`,
      table: { columns, rows: rows.map((row) => [row.title, row.value, shareOf(row)]) },
      name: `Путь педагога, ${period}, ${place}`,
      image: () => this.funnel.chart.image(),
      workbook,
    });
  }

  #showCompleteness({ place }, { rows, table }) {
    const noteOf = (index) => ` (${formatValue(rows[index].records)})`;
    this.completeness.chart.show(barOption(rows, "percent", noteOf), described(`Полнота сведений, ${place}`, rows, "percent"));
    this.completeness.show({
      note: `${place}: доля записей реестра и их число; в таблице — сами реестры`,
      table,
      name: `Полнота сведений, ${place}`,
      image: () => this.completeness.chart.image(),
    });
  }
}

const valueColumn = (figure) => [figure.title, unitName(figure.unit)].filter(Boolean).join(", ");
const tableValue = (row) => (row.isWithheld ? "скрыто" : row.value);
const described = (title, rows, unit) => `${title}. ${rows.map((row) => `${row.title}: ${formatRow(row, unit)}`).join("; ")}`;
