const units = {
  people: "чел.",
  person: "чел.",
  hours: "ч",
  days: "дн.",
  percent: "%",
  points: "балл.",
};

const number = new Intl.NumberFormat("ru", { maximumFractionDigits: 1 });
const short = new Intl.NumberFormat("ru", { notation: "compact", maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat("ru", { maximumFractionDigits: 1, signDisplay: "exceptZero" });
const day = new Intl.DateTimeFormat("ru", { dateStyle: "short" });
const instant = new Intl.DateTimeFormat("ru", { dateStyle: "long", timeStyle: "short" });

/** A value with its unit. */
export function formatValue(value, unit) {
  if (value == null) return "нет данных";
  if (unit === "boolean") return value ? "да" : "нет";
  return [number.format(value), units[unit]].filter(Boolean).join("\u00a0");
}

/** The value of a row that may be withheld. */
export const formatRow = (row, unit) => (row?.isWithheld ? "скрыто" : formatValue(row?.value, unit));

export const formatShort = (value, unit) => (unit === "boolean" ? formatValue(value, unit) : short.format(value));

export function formatChange(value, previous, unit) {
  const change = value - previous;
  return unit === "percent"
    ? `${signed.format(change)} п.\u00a0п.`
    : [signed.format(change), units[unit]].filter(Boolean).join("\u00a0");
}

export const formatDay = (text) => day.format(new Date(text));

export const formatInstant = (text) => instant.format(new Date(text));

export const unitName = (unit) => units[unit] ?? "";
