import { element } from "./dom.js";
import { formatChange, formatRow, formatValue } from "./format.js";

/** The card of a region or of the country. */
export class Card {
  #section = element("section", { class: "panel", id: "card", "aria-labelledby": "card-title", "aria-live": "polite" });
  #onClear;

  constructor(parent, onClear) {
    this.#onClear = onClear;
    parent.append(this.#section);
  }

  show({ title, subtitle, figure, period, row, rank, regions, country }) {
    const { unit } = figure;
    const facts = [
      ["Числитель и знаменатель", row?.denominator != null && `${formatValue(row.numerator)} из ${formatValue(row.denominator)}`],
      ["К предыдущему периоду", row?.previous != null && row.value != null && formatChange(row.value, row.previous, unit)],
      ["Цель", row?.target != null && `${formatValue(row.target, unit)}, ${row.isAttained ? "достигнута" : "не достигнута"}`],
      ["Место среди регионов", rank && `${rank} из ${regions}`],
      ["По России", country && formatRow(country, unit)],
    ].filter(([, text]) => text);
    this.#section.replaceChildren(
      element("h2", { id: "card-title" }, title),
      element("p", { class: "note" }, subtitle),
      element("p", { class: "figure" }, formatRow(row, unit)),
      element("p", {}, `${figure.title}, ${period}`),
      element("dl", {}, ...facts.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])),
      ...(country ? [element("button", { type: "button", click: this.#onClear }, "Показать всю Россию")] : []),
    );
  }
}
