/* The members' table: a copied list dropped into any cell fills the rows, Enter goes to the next cell.
   The server reads the list, so that both ways of pasting understand the same. */
const form = document.querySelector("form[data-roster]");
const box = form.querySelector("[data-paste]");
const button = box.querySelector("button");

form.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (!event.target.dataset.cell || !/[\t\n;]/.test(text.trim())) return;
  event.preventDefault();
  box.querySelector("textarea").value = text;
  form.requestSubmit(button);
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.dataset.cell) return;
  event.preventDefault();
  const cells = [...form.querySelectorAll("[data-cell]")];
  cells[cells.indexOf(event.target) + 1]?.focus();
});
