/* Sending the sheet without losing the page: offline, a login that ran out, and faults all keep what was typed. */

const PATIENCE = 45_000;

/** Send the form; the answer's state is saved, faults, login, refused, broken or offline. */
export async function send(form, action) {
  const body = new FormData(form);
  body.set("action", action);
  try {
    const response = await fetch(form.getAttribute("action") || window.location.href, {
      method: "POST",
      body,
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return await read(form, response);
  } catch {
    return { state: "offline" };
  }
}

async function read(form, response) {
  const address = new URL(response.url);
  if (address.pathname === form.dataset.login) return { state: "login", address };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("sheet");
  if (response.redirected && response.ok) return { state: "saved", location: response.url, page };
  if (fresh) return { state: "faults", fresh };
  return { state: response.status === 403 || response.status === 404 ? "refused" : "broken", status: response.status };
}
