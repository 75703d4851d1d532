import { element } from "./dom.js";
import { csvOf, save } from "./download.js";

const shown = (value) => (typeof value === "number" ? value.toLocaleString("ru", { maximumFractionDigits: 4 }) : (value ?? "–"));

/** A part of the page: a picture, the same as a table, and both to download. */
export class Panel {
  body = element("div", { class: "body" });
  #title;
  #note = element("p", { class: "note" });
  #table = element("table");
  #downloads = element("div", { class: "downloads" });
  #section;

  constructor(parent, id, title) {
    this.#title = element("h2", { id: `${id}-title` }, title);
    const scroll = element(
      "div",
      { class: "scroll", role: "region", tabindex: 0, "aria-label": `${title}: таблица` },
      this.#table,
    );
    this.#section = element(
      "section",
      { class: "panel", id, "aria-labelledby": `${id}-title`, "aria-busy": "true" },
      this.#title,
      this.#note,
      this.body,
      this.#downloads,
      element("details", {}, element("summary", {}, "Таблица"), scroll),
    );
    parent.append(this.#section);
  }

  busy() {
    this.#section.setAttribute("aria-busy", "true");
  }

  /**
   * @param note What the picture shows.
   * @param table Columns and rows.
   * @param name Name of the files without its extension.
   * @param image Makes the PNG as a data address; a panel without a picture has none.
   * @param workbook Reads the XLSX where the API offers one.
   */
  show({ note, table, name, image, workbook }) {
    this.#note.textContent = note;
    this.body.hidden = false;
    this.#table.replaceChildren(
      element("thead", {}, element("tr", {}, ...table.columns.map((column) => element("th", { scope: "col" }, column)))),
      element(
        "tbody",
        {},
        ...table.rows.map(([first, ...others]) =>
          element(
            "tr",
            {},
            element("th", { scope: "row" }, shown(first)),
            ...others.map((value) => element("td", {}, shown(value))),
          ),
        ),
      ),
    );
    const button = (format, make) => {
      const label = `${this.#title.textContent}: скачать ${format}`;
      const click = async () => save(await make(), `${name}.${format.toLowerCase()}`);
      return element("button", { type: "button", "aria-label": label, click }, format);
    };
    this.#downloads.replaceChildren(
      button("CSV", () => csvOf(table)),
      ...(image ? [button("PNG", image)] : []),
      ...(workbook ? [button("XLSX", workbook)] : []),
    );
    this.#section.setAttribute("aria-busy", "false");
  }

  fail(message) {
    this.#note.textContent = message;
    this.body.hidden = true;
    this.#table.replaceChildren();
    this.#downloads.replaceChildren();
    this.#section.setAttribute("aria-busy", "false");
  }
}
