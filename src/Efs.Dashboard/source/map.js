import { element } from "./dom.js";
import { formatRow, formatShort, formatValue } from "./format.js";
import { scaleOf } from "./scale.js";
import { tiles } from "./tiles.js";

const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** The country as a square for each region. One tile is in the order of the tab key; arrows lead to the others. */
export class TileMap {
  #tiles = new Map();
  #list = element("ul", {
    class: "tiles",
    "aria-label": "Регионы. Стрелки переходят между регионами, Enter выбирает",
    keydown: (event) => this.#move(event),
  });
  #legend = element("ul", { class: "legend", "aria-label": "Обозначения" });
  #nameOf;

  constructor(parent, nameOf, onChoose) {
    this.#nameOf = nameOf;
    for (const tile of tiles) {
      const value = element("span", { class: "value", "aria-hidden": "true" });
      const name = element("span", { class: "spoken" });
      const button = element(
        "button",
        { type: "button", tabindex: -1, "aria-pressed": "false", click: () => onChoose(tile.code) },
        element("span", { class: "code", "aria-hidden": "true" }, tile.code),
        element("span", { class: "label", "aria-hidden": "true" }, tile.label),
        value,
        name,
      );
      const item = element("li", {}, button);
      item.style.gridArea = `${tile.row} / ${tile.column}`;
      this.#tiles.set(tile.code, { ...tile, button, value, name });
      this.#list.append(item);
    }
    this.#list.querySelector("button").tabIndex = 0;
    parent.append(this.#list, this.#legend);
  }

  show(rows, unit) {
    const scale = scaleOf(rows);
    const byCode = new Map(rows.map((row) => [row.code, row]));
    for (const [code, { button, value, name }] of this.#tiles) {
      const row = byCode.get(code);
      button.className = scale.classOf(row);
      button.title = `${this.#nameOf(code)}: ${formatRow(row, unit)}`;
      name.textContent = button.title;
      value.textContent = row?.value == null ? "–" : formatShort(row.value, unit);
    }
    this.#showLegend(scale, rows, unit);
  }

  select(code) {
    for (const [other, { button }] of this.#tiles) button.setAttribute("aria-pressed", String(other === code));
  }

  /** What an image of the map needs. */
  drawn() {
    return [...this.#tiles.values()].map(({ row, column, code, label, button, value }) => {
      const { backgroundColor, color } = getComputedStyle(button);
      return { row, column, code, label, value: value.textContent, backgroundColor, color };
    });
  }

  #showLegend(scale, rows, unit) {
    const entry = (name, text) => element("li", {}, element("span", { class: `swatch ${name}` }), text);
    const range = ({ from, to }) => (from === to ? formatValue(from, unit) : `${formatValue(from)} – ${formatValue(to, unit)}`);
    const others = { zero: formatValue(0, unit), withheld: "скрыто: мало людей", missing: "нет данных" };
    const used = new Set(rows.map((row) => scale.classOf(row)));
    this.#legend.replaceChildren(
      ...Object.entries(others)
        .filter(([name]) => used.has(name))
        .map(([name, text]) => entry(name, text)),
      ...scale.classes.map((shade) => entry(shade.name, range(shade))),
    );
  }

  // Over an empty square the focus goes on to the next tile in the same direction.
  #move(event) {
    const step = steps[event.key];
    const here = [...this.#tiles.values()].find((tile) => tile.button === event.target);
    if (!step || !here) return;
    event.preventDefault();
    const [down, right] = step;
    const distance = (tile) => (tile.row - here.row) * down + (tile.column - here.column) * right;
    const aside = (tile) => Math.abs((tile.row - here.row) * right) + Math.abs((tile.column - here.column) * down);
    const [next] = [...this.#tiles.values()]
      .filter((tile) => distance(tile) > 0)
      .sort((a, b) => distance(a) + 3 * aside(a) - distance(b) - 3 * aside(b));
    if (!next) return;
    here.button.tabIndex = -1;
    next.button.tabIndex = 0;
    next.button.focus();
  }
}
