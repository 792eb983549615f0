/* The table of paper weeks: arrows and Enter between cells, a copied block falls into place, one tap fills
   the empty cells of a week, and the page says how far it is. Everything works without it. */
const form = document.querySelector("form[data-weeks]");

function grid() {
  const rows = [...form.querySelectorAll("tbody:last-of-type tr")];
  return rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector(".week-cell")));
}

function place(cell, rows) {
  for (const [row, cells] of rows.entries()) {
    const column = cells.indexOf(cell);
    if (column >= 0) return [row, column];
  }
  return null;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, Enter: 1 };

function move(event) {
  const step = STEPS[event.key];
  if (!step || !event.target.classList.contains("week-cell")) return;
  event.preventDefault();
  const rows = grid();
  const [row, column] = place(event.target, rows);
  rows[row + step]?.[column]?.focus();
}

function paste(event) {
  const text = event.clipboardData.getData("text/plain").replace(/\n$/, "");
  if (!event.target.classList.contains("week-cell") || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const rows = grid();
  const [row, column] = place(event.target, rows);
  for (const [down, line] of text.split("\n").entries()) {
    for (const [right, value] of line.split("\t").entries()) {
      const cell = rows[row + down]?.[column + right];
      if (cell) cell.value = value.trim().slice(0, cell.maxLength);
    }
  }
  tell();
}

function tell() {
  const rows = grid();
  const weeks = rows[0]?.length ?? 0;
  let filled = 0;
  for (let column = 0; column < weeks; column += 1) {
    filled += rows.some((cells) => cells[column]?.value.trim());
  }
  form.querySelector("[data-progress]").textContent = `${filled} dari ${weeks} minggu terisi`;
}

function offerFilling() {
  for (const head of form.querySelectorAll("th[data-week]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "week-fill";
    button.textContent = "Sisanya +";
    button.addEventListener("click", () => {
      for (const cells of grid()) {
        const cell = cells[head.dataset.week];
        if (cell) cell.value ||= "+";
      }
      tell();
    });
    head.append(button);
  }
}

/* Agenda and books of the weeks that are filled, ticked in one tap. */
function offerTicking() {
  for (const row of form.querySelectorAll(".week-heads tr")) {
    const boxes = [...row.querySelectorAll("input[type=checkbox]")];
    if (!boxes.length || boxes[0].name.endsWith("-off")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "week-fill";
    button.textContent = "Semua";
    button.addEventListener("click", () => {
      const rows = grid();
      for (const [column, box] of boxes.entries()) {
        if (rows.some((cells) => cells[column]?.value.trim())) box.checked = true;
      }
    });
    row.querySelector("th").append(button);
  }
}

if (form) {
  form.addEventListener("keydown", move);
  form.addEventListener("paste", paste);
  form.addEventListener("input", tell);
  form.addEventListener("submit", () => {
    const button = form.querySelector("[data-busy]");
    form.querySelector("[data-progress]").textContent = button.dataset.busy;
  });
  if (form.dataset.weeks === "agreed") offerFilling();
  offerTicking();
  tell();
}
