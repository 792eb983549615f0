/* A red sentence goes as soon as its field is answered, beside the field and in the list on top. */

/* Fields that answer for each other: a note will do where no decision was written. */
const ALSO = { "closing-minutes": ["closing-decisions"] };

function forget(form, name) {
  for (const said of form.querySelectorAll(`[id="id_${CSS.escape(name)}_error"]:not([data-error])`)) said.remove();
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.closest("[data-amount]")) continue;
    field.classList.remove("is-invalid");
    field.removeAttribute("aria-invalid");
  }
  for (const place of form.querySelectorAll("[data-faults] [data-place]")) {
    if (place.dataset.place === name) dropPlace(place);
  }
}

function dropPlace(place) {
  const item = place.closest("li");
  place.remove();
  if (!item.querySelector("[data-place]")) item.remove();
  const list = document.querySelector("[data-faults] ul");
  if (list && !list.children.length) list.closest("[data-faults]").remove();
}

/** Take back what was said of fields that have just been answered. */
export function answered(form, fields) {
  if (!form.querySelector("[data-faults], .field-error")) return;
  for (const field of fields) {
    if (!field.name) continue;
    for (const name of [field.name, ...(ALSO[field.name] ?? [])]) forget(form, name);
  }
}
