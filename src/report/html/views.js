"use strict";
// Of several drawings one is shown; a line lights up together with its number.
(() => {
  for (const views of document.querySelectorAll(".views")) {
    const all = Array.from(views.querySelectorAll(":scope > .view"));
    if (all.length < 2) continue;
    const choices = document.createElement("div");
    choices.className = "choices";
    choices.setAttribute("role", "group");
    choices.setAttribute("aria-labelledby", "diagram-heading");
    const buttons = all.map((view) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = view.dataset.label;
      choices.append(button);
      return button;
    });
    const show = (chosen) => all.forEach((view, at) => {
      view.hidden = at !== chosen;
      buttons[at].setAttribute("aria-pressed", String(at === chosen));
    });
    buttons.forEach((button, at) => button.addEventListener("click", () => show(at)));
    views.prepend(choices);
    show(0);
  }
  for (const drawing of document.querySelectorAll(".art svg")) {
    const light = (event, on) => {
      const line = event.target.closest?.(".line");
      if (!line) return;
      for (const part of drawing.querySelectorAll(`[data-line="${line.dataset.line}"]`)) {
        if (part.parentNode === line.parentNode) part.classList.toggle("lit", on);
      }
    };
    drawing.addEventListener("pointerover", (event) => light(event, true));
    drawing.addEventListener("pointerout", (event) => light(event, false));
  }
})();
