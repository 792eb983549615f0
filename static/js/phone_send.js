/* Sending what a phone keeps: one after the other, each once, whatever the network does meanwhile. */

import { get, ofUser, owner, put, remove } from "./phone_store.js";

const PATIENCE = 45_000;
const AGAIN = 20_000;
const STATE_ADDRESS = "/luring/keadaan/";

/** Who the server says is logged in, with a token to send with; null without network. */
export async function session() {
  try {
    const answer = await fetch(STATE_ADDRESS, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function bodyOf(record, token) {
  const body = new URLSearchParams(record.fields);
  body.set("csrfmiddlewaretoken", token);
  body.set("key", record.key);
  body.set("revision", record.revision);
  body.set("action", record.action);
  return body;
}

async function read(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("sheet");
  if (response.redirected && response.ok && !page.querySelector("form[action] [name=password]")) {
    return { state: "saved", location: response.url, page };
  }
  if (response.status === 409) return { state: "conflict", fresh, page };
  if (fresh) return { state: "faults", fresh, page };
  return { state: [403, 404].includes(response.status) ? "refused" : "broken" };
}

/** Send one record: {state: saved, faults, conflict, login, other, refused, broken or offline, ...}. */
export async function sendOne(record) {
  const here = await session();
  if (!here) return { state: "offline" };
  if (here.user === null) return { state: "login" };
  if (String(here.user) !== record.user) return { state: "other" };
  try {
    const response = await fetch(record.address, {
      method: "POST",
      body: bodyOf(record, here.token),
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return await read(response);
  } catch {
    return { state: "offline" };
  }
}

/** The first sentence of what the server found wrong, "" for none. */
export const firstFault = (page) => page?.querySelector("[data-faults] li")?.firstChild?.textContent.trim() ?? "";

const NOTES = {
  refused: "Kiriman ditolak: Anda mungkin tidak bertugas lagi di kelompok ini.",
  faults: "Ada isian yang belum benar.",
  conflict: "Di server sudah ada versi lain.",
};

async function settle(record, answer) {
  if (answer.state === "saved") await remove(record.id);
  else if (NOTES[answer.state]) {
    await put({ ...record, state: "check", note: firstFault(answer.page) || NOTES[answer.state] });
  }
  window.dispatchEvent(new CustomEvent("sheet-settled", { detail: { record, answer } }));
}

async function sendInOrder(user) {
  for (const { id } of (await ofUser(user)).filter((record) => record.state === "waiting")) {
    const record = await get(id); // as it is now: another tab may have settled it
    if (record?.state !== "waiting") continue;
    const answer = await sendOne(record);
    const now = await get(id);
    if (now && JSON.stringify(now.fields) !== JSON.stringify(record.fields)) continue; // typed on meanwhile
    await settle(record, answer);
    if (["offline", "login", "other", "broken"].includes(answer.state)) return;
  }
}

/* One tab sends at a time. */
const alone = (work) =>
  navigator.locks ? navigator.locks.request("buku-ksm-send", work) : work();

/** Send everything of this phone's user that waits, the earliest day first. */
export function sendWaiting() {
  const id = owner();
  return id ? alone(() => sendInOrder(id)) : Promise.resolve();
}

/** Try at once, when the network comes back, when the page is looked at again, and every so often. */
export function keepSending() {
  const attempt = () => sendWaiting().catch((error) => console.warn("Belum terkirim:", error));
  window.addEventListener("online", attempt);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && attempt());
  window.setInterval(attempt, AGAIN);
  attempt();
}
