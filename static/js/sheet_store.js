/* The phone's own copy of a sheet: kept at every keystroke, thrown away only when the server says it has it. */

const SKIP = new Set(["csrfmiddlewaretoken", "key", "revision", "action"]);

export function storageName(form) {
  return `ksm-sheet:${form.dataset.ksm}:${form.dataset.date}:${form.dataset.kind}`;
}

/** A key for one sending of this sheet; getRandomValues also works without https. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Everything typed, as [name, value] in the form's order. */
export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !SKIP.has(name) && typeof value === "string");
}

/** Keep the sheet on the phone; false when the phone refuses (storage full or switched off). */
export function keep(form) {
  const copy = {
    key: form.elements.key.value,
    revision: form.elements.revision.value,
    at: Date.now(),
    fields: fieldsOf(form),
  };
  try {
    window.localStorage.setItem(storageName(form), JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

/** The phone's copy, or null. */
export function kept(form) {
  try {
    const copy = JSON.parse(window.localStorage.getItem(storageName(form)));
    return Array.isArray(copy?.fields) ? copy : null;
  } catch {
    return null;
  }
}

export function forget(form) {
  try {
    window.localStorage.removeItem(storageName(form));
  } catch {
    /* nothing was kept */
  }
}

/** Does the page already show what the phone kept? */
export function sameAsShown(form, copy) {
  return JSON.stringify(copy.fields) === JSON.stringify(fieldsOf(form));
}

/** Put a copy's values back into the form; fields that no longer exist are left out. */
export function restore(form, copy) {
  const values = new Map();
  for (const [name, value] of copy.fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || SKIP.has(field.name) || field.type === "hidden") continue;
    const typed = values.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = typed.includes(field.value);
    else if (field.type !== "submit") field.value = typed[0] ?? "";
  }
  form.elements.key.value = copy.key;
}
