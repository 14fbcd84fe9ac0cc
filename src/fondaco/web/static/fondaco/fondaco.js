// Nothing here is needed: every page works without it. Behaviour hangs on data attributes.
(() => {
  "use strict";

  // <form data-autosubmit>: sends itself once the page is shown; its button stays for those without a script.
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    form.requestSubmit ? form.requestSubmit() : form.submit();
  }

  // <form data-once>: two clicks are one. The server holds to that too; this only spares a surprise.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // <select data-submit-on-change>: the form's button is then not needed.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  // <details class="dialog">: its panel opens as a real dialog, with focus kept inside and Escape to leave.
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("details.dialog > summary");
    if (!summary || !window.HTMLDialogElement) return;
    event.preventDefault();
    const panel = summary.parentElement.querySelector(".dialog-panel");
    const home = panel.parentElement;
    const dialog = document.createElement("dialog");
    const title = panel.querySelector("[id]");
    if (title) dialog.setAttribute("aria-labelledby", title.id);
    dialog.append(panel);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      home.append(panel);
      dialog.remove();
      summary.focus();
    });
    dialog.addEventListener("click", (inside) => {
      if (inside.target === dialog || inside.target.closest("[data-close]")) {
        inside.preventDefault();
        dialog.close();
      }
    });
    dialog.showModal();
  });
  document.addEventListener("click", (event) => {
    const close = event.target.closest("details.dialog [data-close]");
    if (close) close.closest("details").open = false;
  });

  // Menus of the header close on Escape and on a click elsewhere.
  const menus = () => document.querySelectorAll("details.account[open], details.site-menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });

  // <button data-copy="value" data-copied="Copied">
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const said = button.querySelector("[role=status]");
      if (said) said.textContent = button.dataset.copied;
    });
  }

  // <table data-sortable>: a heading with data-sort sorts the rows; cells may carry data-value.
  const valueOf = (row, index) => {
    const cell = row.cells[index];
    if (!cell) return "";
    const told = cell.dataset.value ?? cell.querySelector("data, time")?.getAttribute("value") ?? cell.querySelector("time")?.dateTime;
    const text = told ?? cell.textContent.trim();
    return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
  };
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true });
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const head of table.querySelectorAll("thead th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const falling = head.getAttribute("aria-sort") === "ascending";
        for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [valueOf(row, head.cellIndex), row]);
        rows.sort(([a], [b]) =>
          typeof a === "number" && typeof b === "number" ? a - b : compare.compare(String(a), String(b)),
        );
        if (falling) rows.reverse();
        body.append(...rows.map(([, row]) => row));
      });
    }
  }

  // <input type="checkbox" data-select-all="name">: selects every data-select-row="name"; a count is kept in words.
  const selectable = (name) => [...document.querySelectorAll(`input[data-select-row="${CSS.escape(name)}"]`)];
  for (const all of document.querySelectorAll("input[data-select-all]")) {
    const name = all.dataset.selectAll;
    const tell = () => {
      const boxes = selectable(name);
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
      for (const count of document.querySelectorAll(`[data-select-count="${CSS.escape(name)}"]`)) {
        count.textContent = String(chosen);
      }
    };
    all.addEventListener("change", () => {
      for (const box of selectable(name)) box.checked = all.checked;
      tell();
    });
    document.addEventListener("change", (event) => {
      if (event.target.matches("input[data-select-row]")) tell();
    });
    tell();
  }

  // <ul data-rows>: arrow keys go from one result to the next.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const list = event.target.closest?.("[data-rows]");
    if (!list || event.target.matches("input, select, textarea")) return;
    const links = [...list.querySelectorAll("[data-row-link]")];
    const here = links.indexOf(event.target.closest("[data-row-link]"));
    const next = links[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
