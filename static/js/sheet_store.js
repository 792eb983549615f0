/* The phone's own copy of the open sheet: kept at every change, thrown away only when the server says it has it. */

import { get, idOf, ofUser, put, remove, whoIsHere } from "./phone_store.js";

const SKIP = new Set(["csrfmiddlewaretoken", "key", "revision", "action"]);
/* A NIK never stays on a phone (domain.md 10). */
const NEVER_KEPT = /-nik$/;

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

const withoutNik = (fields) => fields.filter(([name]) => !NEVER_KEPT.test(name));

/** The open sheet as a record; `state` and `action` say what is to become of it. */
export function recordOf(form, state, action) {
  const { ksm, ksmName, kind, date } = form.dataset;
  const here = whoIsHere();
  const address = new URL(form.getAttribute("action"), window.location.href);
  const place = { user: here.id, ksm, kind, date };
  return {
    ...place,
    id: idOf(place),
    userName: here.name,
    ksmName,
    address: address.pathname + address.search,
    key: form.elements.key.value,
    revision: form.elements.revision.value,
    at: Date.now(),
    fields: fieldsOf(form),
    state,
    action,
  };
}

/** Keep the sheet on the phone; `note` says what is to be checked. False when the phone refuses (storage full or switched off). */
export async function keep(form, state = "kept", action = "close", note = "") {
  const record = recordOf(form, state, action);
  try {
    await put({ ...record, note, fields: withoutNik(record.fields) });
    return true;
  } catch {
    return false;
  }
}

/** The phone's copy, or null. */
export async function kept(form) {
  try {
    return await get(recordOf(form).id);
  } catch {
    return null;
  }
}

/** The record of this sheet that was to be sent with this key, or null. */
export async function keptUnder(form, key) {
  const { user, ksm, kind, date } = recordOf(form);
  const same = (record) => record.ksm === ksm && record.kind === kind && record.date === date && record.key === key;
  try {
    return (await ofUser(user)).find(same) ?? null;
  } catch {
    return null;
  }
}

/** An older version gets a place of its own, so that typing anew does not overwrite it. False when the phone refuses. */
export async function setAside(copy) {
  const state = copy.state === "waiting" ? "waiting" : "check";
  try {
    await put({ ...copy, id: idOf(copy) + `:${copy.key}`, state, note: copy.note || "Isian lama dari lembar ini." });
    return true;
  } catch {
    return false;
  }
}

/** Did somebody change the form before the scripts were here? */
export function isTouched(form) {
  const changed = (field) =>
    ["radio", "checkbox"].includes(field.type)
      ? field.checked !== field.defaultChecked
      : field.defaultValue !== undefined && field.value !== field.defaultValue;
  return [...form.elements].some((field) => field.name && !SKIP.has(field.name) && changed(field));
}

export async function forget(form) {
  try {
    await remove(recordOf(form).id);
  } catch {
    /* nothing was kept */
  }
}

/** Sheets of the same group and an earlier day that still wait on this phone, the earliest first. */
export async function earlier(form) {
  const own = recordOf(form);
  try {
    const waiting = (await ofUser(own.user)).filter((record) => record.state === "waiting");
    return waiting.filter((record) => record.ksm === own.ksm && record.date < own.date);
  } catch {
    return [];
  }
}

/** Does the page already show what the phone kept? */
export function sameAsShown(form, copy) {
  return JSON.stringify(copy.fields) === JSON.stringify(withoutNik(fieldsOf(form)));
}

/** Put a copy's values back into the form; fields that no longer exist are left out. */
export function restore(form, copy) {
  const values = new Map();
  for (const [name, value] of copy.fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || SKIP.has(field.name) || NEVER_KEPT.test(field.name) || field.type === "hidden") continue;
    const typed = values.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = typed.includes(field.value);
    else if (field.type !== "submit") field.value = typed[0] ?? "";
  }
  form.elements.key.value = copy.key;
}
