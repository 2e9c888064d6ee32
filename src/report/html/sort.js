"use strict";
// Headings of tables sort their rows: upwards, downwards, and as they were.
(() => {
  const latin = (text) => text.trim()
    .replace(/[\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) - 0x06F0))
    .replace(/\u066B/g, ".").replace(/\u066C/g, "").replace(/\u2212/g, "-").replace(/[\u2066-\u2069\u200E\u200F]/g, "");
  // A p value below .001 is a little less than .001; a dash has no place among numbers.
  const number = (cell) => {
    const text = latin(cell.textContent);
    const found = text.match(/-?\d*\.?\d+/);
    if (!found) return null;
    return Number(found[0]) - (text.includes("<") ? 1e-9 : 0);
  };
  const compare = (at, numeric, way) => (one, other) => {
    const [a, b] = [one.cells[at], other.cells[at]];
    if (!numeric) return way * latin(a.textContent).localeCompare(latin(b.textContent), document.documentElement.lang, { numeric: true });
    const [x, y] = [number(a), number(b)];
    if (x === null || y === null) return (x === null) - (y === null);
    return way * (x - y);
  };
  const arrange = (table, at, numeric, way) => {
    for (const body of table.tBodies) {
      const rows = Array.from(body.rows).filter((row) => !row.classList.contains("span"));
      for (const [place, row] of rows.entries()) row.dataset.place ??= place;
      const before = (one, other) => one.dataset.place - other.dataset.place;
      rows.sort(way ? compare(at, numeric, way) : before);
      body.append(...rows);
    }
    table.classList.toggle("sorted", way !== 0);
  };
  for (const table of document.querySelectorAll(".table table")) {
    const heads = Array.from(table.tHead.rows[0].cells);
    const rows = Array.from(table.tBodies).flatMap((body) => Array.from(body.rows).filter((row) => !row.classList.contains("span")));
    if (rows.length < 3) continue;
    for (const [at, head] of heads.entries()) {
      if (!head.textContent.trim()) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: 1, ascending: -1, descending: 0 }[head.getAttribute("aria-sort") ?? "none"];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (next) head.setAttribute("aria-sort", next > 0 ? "ascending" : "descending");
        arrange(table, at, head.classList.contains("n"), next);
      });
    }
  }
})();
