const decimal = (value) => String(value).replace(".", ",");

// A cell that a spreadsheet would run as a formula gets an apostrophe, as in the exports of the API.
const guarded = (text) => (/^[=+\-@\t\r']/.test(text) ? `'${text}` : text);

function cell(value) {
  if (value == null) return "";
  if (typeof value === "number") return decimal(value);
  const text = guarded(value);
  return /[";\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The table as a file that a Russian spreadsheet program opens: semicolons, decimal commas, a mark of UTF-8. */
export function csvOf({ columns, rows }) {
  return "\ufeff" + [columns, ...rows].map((line) => line.map(cell).join(";") + "\r\n").join("");
}

/** Lets the browser keep a file. */
export function save(content, name) {
  const address = typeof content === "string" && content.startsWith("data:") ? content : URL.createObjectURL(asBlob(content));
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replace(/[\\/:*?"<>|]+/g, "-");
  link.click();
  if (address.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const asBlob = (content) => (content instanceof Blob ? content : new Blob([content], { type: "text/csv" }));
