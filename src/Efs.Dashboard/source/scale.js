export const shades = 5;

/** Splits positive values into classes of about equally many regions, each with a shade from 0, the lightest. */
export function scaleOf(rows) {
  const values = rows
    .map((row) => row.value)
    .filter((value) => value > 0)
    .sort((a, b) => a - b);
  const quantile = (part) => values[Math.floor((part * values.length) / shades)];
  const edges = values.length === 0 ? [] : [...new Set(Array.from({ length: shades }, (_, part) => quantile(part)))];
  const shadeOf = (index) => (edges.length === 1 ? shades - 2 : Math.round((index * (shades - 1)) / (edges.length - 1)));
  return {
    /** Name of the class that a row is drawn with. */
    classOf(row) {
      if (row?.isWithheld) return "withheld";
      if (row?.value == null) return "missing";
      if (row.value <= 0) return "zero";
      return `shade-${shadeOf(edges.findLastIndex((edge) => row.value >= edge))}`;
    },
    classes: edges.map((from, index) => ({
      name: `shade-${shadeOf(index)}`,
      from,
      to: values.findLast((value) => index === edges.length - 1 || value < edges[index + 1]),
    })),
  };
}
