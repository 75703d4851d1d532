/** Makes an element: attributes by name, functions as listeners, children as nodes or text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(attribute, value);
    else if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value != null) made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Fills a select with options or groups of options and keeps what was chosen, where it is still there. */
export function fillSelect(select, entries, chosen) {
  const option = ({ value, title }) => element("option", { value, selected: value === chosen }, title);
  select.replaceChildren(
    ...entries.map((entry) =>
      entry.options ? element("optgroup", { label: entry.title }, ...entry.options.map(option)) : option(entry),
    ),
  );
}
