/* Small habits of every page. Everything works without them. */

import { guardLogout } from "./phone_logout.js";
import { isKept, keepPage } from "./phone_pages.js";
import { unsealAll } from "./phone_seal.js";
import { keepSending, session } from "./phone_send.js";
import { all, forgetKey, owner, whoIsHere } from "./phone_store.js";

function closeMenuOutside(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
}

function closeMenuOnEscape(event) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  }
}

/* A button with data-confirm asks first. */
function askFirst(event) {
  const question = event.target.closest("[data-confirm]")?.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}

/* The second tap of an impatient thumb is dropped for a moment only: the protection is on the server,
   and Back must find a form that still sends. */
const sentAt = new WeakMap();

function dropSecondTap(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  const now = Date.now();
  if (now - (sentAt.get(form) ?? 0) < 1500) event.preventDefault();
  else sentAt.set(form, now);
}

/* The server says which sheet it has; only then is the phone's copy thrown away. */
async function forgetSavedSheets() {
  for (const saved of document.querySelectorAll("[data-sheet-saved]")) await forgetKey(saved.dataset.sheetSaved);
}

/* What this user sealed here at an earlier logout opens again; then everything that waits is sent. */
async function openPhone({ id }) {
  const sealed = (await all()).some((record) => record.sealed && record.user === id);
  const here = sealed ? await session() : null;
  if (here && String(here.user) === id) await unsealAll(id, here.seal);
  keepSending();
}

/* The worker keeps sheets for evenings without signal; what one user kept is not for the next. */
async function startWorker({ id }) {
  await navigator.serviceWorker.register("/pekerja.js");
  const ready = await navigator.serviceWorker.ready;
  ready.active.postMessage({ type: "user", user: id });
  keepThisPage();
}

/* The first page that is opened was fetched before there was a worker to keep it. */
async function keepThisPage() {
  if (!document.body.hasAttribute("data-kept-offline") || (await isKept(window.location.href))) return;
  await keepPage(window.location.href);
}

function startPhone() {
  const here = whoIsHere();
  if (!here.id) return;
  owner();
  guardLogout();
  openPhone(here).catch((error) => console.warn("Isian di ponsel tidak terbaca:", error));
  if (navigator.serviceWorker) startWorker(here).catch((error) => console.warn("Tanpa mode luring:", error));
}

const SIGNS = { "notice-ok": "✓", "notice-warn": "▲", "notice-bad": "■", "notice-info": "ℹ" };

/* Messages of an answer that a script received are shown on the page it then opens. */
function showCarried() {
  const carried = JSON.parse(window.sessionStorage.getItem("ksm-messages") ?? "[]");
  window.sessionStorage.removeItem("ksm-messages");
  for (const [look, text] of carried) {
    const box = document.createElement("div");
    box.className = look;
    box.setAttribute("role", "status");
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = SIGNS[look.split(" ").pop()] ?? "ℹ";
    const words = document.createElement("div");
    words.textContent = text;
    box.append(sign, words);
    document.getElementById("isi").prepend(box);
  }
}

/* Filters answer at once where a form asks for it; its button stays for those without scripts. */
function sendOnChange(event) {
  const form = event.target.form;
  if (form?.hasAttribute("data-send-on-change")) form.requestSubmit();
}

/* Filters take a screen of their own on a phone: folded there until asked for, or in use. */
function foldOnPhone() {
  if (window.innerWidth >= 768) return;
  for (const fold of document.querySelectorAll("details[data-fold-on-phone]:not([data-keep-open])")) {
    fold.removeAttribute("open");
  }
}

/* What a form of numbers makes of a paper is shown while it is typed; the server says what is wrong with it. */
const EXAMPLE = { nomor: "012", jenis: "SPP", kode: "KSM-MAWAR", bulan: "VI", tahun: "2025" };

function showNumberExample(event) {
  if (!event.target.hasAttribute?.("data-number-form")) return;
  const hint = event.target.parentElement.querySelector(".form-text");
  const shown = event.target.value.replace(/\{(\w+)\}/g, (part, name) => EXAMPLE[name] ?? part);
  if (hint) hint.textContent = hint.textContent.replace(/Contoh: .*$/s, `Contoh: ${shown}`);
}

document.addEventListener("input", showNumberExample);
document.addEventListener("click", closeMenuOutside);
document.addEventListener("keydown", closeMenuOnEscape);
document.addEventListener("click", askFirst);
document.addEventListener("submit", dropSecondTap);
document.addEventListener("change", sendOnChange);
foldOnPhone();
try {
  showCarried();
} catch {
  /* storage is switched off: nothing was carried */
}
forgetSavedSheets()
  .catch((error) => console.warn("Isian di ponsel tidak terbaca:", error))
  .then(startPhone);
