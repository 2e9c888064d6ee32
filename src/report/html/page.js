"use strict";
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => { try { return localStorage.getItem("sanjeh-theme"); } catch { return null; } };
  const remember = (value) => { try { localStorage.setItem("sanjeh-theme", value); } catch { /* a page from a stick may not */ } };
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const name = () => { theme.textContent = dark() ? theme.dataset.light || "Light colours" : theme.dataset.dark || "Dark colours"; };
  const first = remembered();
  if (first === "dark" || first === "light") root.dataset.theme = first;
  theme.hidden = false;
  name();
  system.addEventListener("change", name);
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    remember(root.dataset.theme);
    name();
  });

  if (window.matchMedia("(max-width: 63.99rem)").matches) document.getElementById("contents").open = false;

  const latin = (text) => text.replace(/[\u06F0-\u06F9]/g, (digit) => digit.charCodeAt(0) - 0x6F0).replace(/\u066B/g, ".");

  // Spreadsheets must get numbers with a plain minus sign, and no text they would take for a formula.
  const value = (cell) => {
    const text = cell.textContent.trim().replace(/\s+/g, " ");
    if (cell.classList.contains("n")) return latin(text.replace(/\u2212/g, "-"));
    return /^[=+\-@|\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? "'" + text : text;
  };
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const copy = (button) => {
    const table = button.closest(".table").querySelector("table");
    const rows = Array.from(table.rows, (row) => Array.from(row.cells, value));
    const plain = rows.map((row) => row.join("\t")).join("\n");
    const rich = rows.map((row) => "<tr>" + row.map((cell) => "<td>" + escaped(cell) + "</td>").join("") + "</tr>").join("");
    let done = false;
    const fill = (event) => {
      event.clipboardData.setData("text/plain", plain);
      event.clipboardData.setData("text/html", "<table>" + rich + "</table>");
      event.preventDefault();
      done = true;
    };
    const selection = window.getSelection();
    selection.selectAllChildren(table);
    document.addEventListener("copy", fill);
    try { document.execCommand("copy"); } finally { document.removeEventListener("copy", fill); }
    selection.removeAllRanges();
    const asked = button.dataset.asked || button.textContent;
    button.dataset.asked = asked;
    button.textContent = done ? button.dataset.copied || "Copied" : button.dataset.refused || "Copying is not allowed here";
    window.setTimeout(() => { button.textContent = asked; }, 2000);
  };
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
})();
