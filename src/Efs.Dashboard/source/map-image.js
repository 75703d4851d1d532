const side = 72;
const gap = 4;
const margin = 24;
const heading = 56;

/** The map as a PNG, in the colours of the page. */
export function imageOfMap(drawn, title) {
  const style = getComputedStyle(document.body);
  const extent = (along) => margin * 2 + Math.max(...drawn.map((tile) => tile[along])) * (side + gap) - gap;
  const canvas = document.createElement("canvas");
  canvas.width = extent("column");
  canvas.height = heading + extent("row");
  const context = canvas.getContext("2d");
  const write = (text, x, y, size, color, width) => {
    context.fillStyle = color;
    context.font = `${size}px ${style.fontFamily}`;
    context.fillText(text, x, y, width);
  };
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  write(title, margin, margin + 24, 22, style.color, canvas.width - 2 * margin);
  for (const tile of drawn) {
    const x = margin + (tile.column - 1) * (side + gap);
    const y = heading + margin + (tile.row - 1) * (side + gap);
    context.fillStyle = tile.backgroundColor;
    context.fillRect(x, y, side, side);
    write(`${tile.code} ${tile.label}`, x + 6, y + 22, 13, tile.color, side - 12);
    write(tile.value, x + 6, y + 54, 19, tile.color, side - 12);
  }
  return canvas.toDataURL("image/png");
}
