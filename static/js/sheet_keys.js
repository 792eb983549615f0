/* The sheet by keyboard alone. The page itself says which keys there are. */

import { goToNext } from "./sheet_folds.js";

const MARKS = new Set(["H", "T", "I", "S", "A", "W"]);
const FIELDS = "input:not([type=hidden]):not([type=radio]), select, textarea, summary, button[type=submit]";

const visible = (element) => element.getClientRects().length > 0;

/* Enter in a field goes on to the next one: a sheet is closed by its button only. */
function onEnter(event) {
  if (!event.target.matches("input:not([type=radio]):not([type=checkbox])")) return;
  event.preventDefault();
  const fields = [...event.currentTarget.querySelectorAll(FIELDS)].filter(visible);
  fields[fields.indexOf(event.target) + 1]?.focus();
}

function neighbour(row, step) {
  const rows = [...row.parentElement.querySelectorAll("[data-member]")];
  return rows[rows.indexOf(row) + step];
}

function onArrow(event) {
  const row = event.target.closest("[data-member]");
  if (!row || event.target.type === "radio") return;
  const next = neighbour(row, event.key === "ArrowDown" ? 1 : -1);
  if (!next) return;
  event.preventDefault();
  next.querySelector("summary").focus();
}

/* Letters mark the member whose name has the focus; in a field they are letters. */
function onLetter(event) {
  const row = event.target.matches("summary") && event.target.closest("[data-member]");
  const letter = event.key.toUpperCase();
  if (!row || !MARKS.has(letter) || event.ctrlKey || event.altKey || event.metaKey) return;
  const mark = row.querySelector(`[data-marks] input[value=${letter}]`);
  mark.checked = true;
  mark.dispatchEvent(new Event("input", { bubbles: true }));
}

export function onKey(event) {
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    goToNext();
  } else if (event.key === "Enter") onEnter(event);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") onArrow(event);
  else if (event.key.length === 1) onLetter(event);
}
