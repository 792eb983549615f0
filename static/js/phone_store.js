/* What a phone keeps of sheets: one record for each user, group, kind and day, in IndexedDB. */

const DATABASE = "buku-ksm";
const STORE = "sheets";

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = window.indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/* Done only when the phone has written it down: a battery may die right after. */
async function write(change) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
    change(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

async function read(question) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const request = question(database.transaction(STORE).objectStore(STORE));
    request.onsuccess = () => resolve(request.result ?? null);
    request.onerror = () => reject(request.error);
  });
}

export const idOf = ({ user, ksm, kind, date }) => [user, ksm, kind, date].join(":");
export const put = (record) => write((store) => store.put(record));
export const remove = (id) => write((store) => store.delete(id));
export const get = (id) => read((store) => store.get(id));

/** Every record on this phone, the earliest day first. */
export async function all() {
  const records = await read((store) => store.getAll());
  return records.sort((one, other) => one.date.localeCompare(other.date) || one.at - other.at);
}

/** Records of one user that can be read; those of others and sealed ones are left out. */
export const ofUser = async (user) => (await all()).filter((record) => record.user === user && !record.sealed);

/** Forget the record that the server says it has, by the key of its sending. */
export async function forgetKey(key) {
  for (const record of await all()) if (record.key === key) await remove(record.id);
}

const LAST = "buku-ksm-user";

/** Whose phone this is: who is logged in, else who was the last one to be; "" after a logout. */
export function owner() {
  const { id } = whoIsHere();
  if (id) window.localStorage.setItem(LAST, id);
  return id || window.localStorage.getItem(LAST) || "";
}

export const forgetOwner = () => window.localStorage.removeItem(LAST);

/** Who is logged in on this page: {id, name}; id "" on a page without a login. */
export function whoIsHere() {
  const { user = "", userName = "" } = document.body.dataset;
  return { id: user, name: userName };
}
