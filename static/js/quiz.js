// A sitting: answers are saved as they are given, offline ones are queued, typed numbers are read back, time is announced.
// Every form works without this file.

const state = document.querySelector("[data-save-state]");
// A queue is one person's: whoever signs in next at this browser neither sends nor sees it.
const QUEUE = state && `echeance-queue-${state.dataset.person}`;
const stored = () => (QUEUE ? JSON.parse(localStorage.getItem(QUEUE) || "[]") : []);
const keep = (queue) => (queue.length ? localStorage.setItem(QUEUE, JSON.stringify(queue)) : localStorage.removeItem(QUEUE));
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
const say = (text) => { if (state && text) state.textContent = text; };
const isHere = (entry) => document.querySelector(`[data-behaviour="answer"][data-key="${entry.key}"]`) !== null;

async function send(entry) {
  const response = await fetch(entry.url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    body: withFreshToken(entry.body),
    redirect: "error",
  });
  const said = await response.json().catch(() => ({}));
  return { status: response.status, said };
}

function withFreshToken(body) {
  const token = document.querySelector('input[name="csrf_token"]');
  const fields = new URLSearchParams(body);
  if (token) fields.set("csrf_token", token.value);
  return fields.toString();
}

// After signing in again, in another tab too, the page's token is worth nothing: the page itself has a new one, but only
// for the person whose page this is.
async function renewToken() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const person = page.querySelector("[data-save-state]")?.dataset.person;
  const token = page.querySelector('input[name="csrf_token"]')?.value;
  if (!token || person !== state.dataset.person) return false;
  document.querySelectorAll('input[name="csrf_token"]').forEach((input) => { input.value = token; });
  return true;
}

// The queue holds one entry a question, the latest; it is sent in order whenever the network is back. An entry goes only
// when the server has said what became of it: signed out, or somebody else signed in, it waits for its owner.
async function flush() {
  for (const entry of stored()) {
    let result;
    try {
      result = await send(entry);
      if ([400, 401, 403, 404].includes(result.status)) {
        if (!(await renewToken())) { say(state.dataset.expired); return false; }
        result = await send(entry);
      }
    } catch {
      say(state.dataset.offline);
      return false;
    }
    if (result.status >= 500) { say(state.dataset.offline); return false; }
    if (result.status === 401 || result.status === 403) { say(state.dataset.expired); return false; }
    keep(stored().filter((other) => other.client !== entry.client));
    if (isHere(entry) || !result.said.saved) say(result.said.saved || result.said.error);
    if (isHere(entry) && result.said.next) location.assign(result.said.next); // the answer was final: the server asks on
  }
  return true;
}

function enqueue(form, action) {
  const client = newId();
  form.elements.client_id.value = client; // the form and the queue tell the server the same: it is one save
  const fields = new URLSearchParams(new FormData(form));
  fields.set("do", action);
  keep([...stored().filter((entry) => entry.key !== form.dataset.key), { key: form.dataset.key, client, url: form.action, body: fields.toString() }]);
}

// What waits for the server is what the person answered, whatever the server knew when it made the page.
function restore(form) {
  const entry = stored().find((waiting) => waiting.key === form.dataset.key);
  // Between two tries the server has heard the last one and says what the field holds next: a hint may have emptied parts.
  if (!entry || document.querySelector(".between")) return;
  const fields = new URLSearchParams(entry.body);
  for (const input of form.querySelectorAll("input, select, textarea")) {
    if (input.type === "hidden" || !input.name) continue;
    if (input.type === "radio" || input.type === "checkbox") input.checked = fields.getAll(input.name).includes(input.value);
    else input.value = fields.get(input.name) ?? "";
  }
}

function bindAnswer(form) {
  const counted = form.dataset.behaviourOf === "deferred"; // elsewhere a save is a try, which only the button hands in
  let timer;
  const save = (action) => {
    enqueue(form, action);
    say(state?.dataset.saving);
    return flush();
  };
  restore(form);
  if (counted) {
    if (form.querySelector("textarea")) {
      form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => save("answer"), 5000); }); // a long answer is not lost with the tab
    }
    form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(() => save("answer"), 250); });
  }
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    const action = event.submitter?.value || "answer";
    if (navigator.onLine) {
      enqueue(form, action); // kept until the next page has heard from the server: this request may meet an ended session
      return;
    }
    event.preventDefault();
    save(action);
  });
}

// The file of a free answer has a form of its own: sending one form loses nothing that stands in the other.
function bindFile(fileForm) {
  const form = document.querySelector('[data-behaviour="answer"]');
  const text = form?.querySelector("textarea");
  if (!text) return;
  const DRAFT = `echeance-draft-${form.dataset.key}`; // of this tab, until the page is back
  const draft = sessionStorage.getItem(DRAFT);
  sessionStorage.removeItem(DRAFT);
  if (draft) { text.value = draft; text.dispatchEvent(new Event("change", { bubbles: true })); }
  const input = fileForm.querySelector("input[type=file]");
  fileForm.addEventListener("submit", () => { if (text.value) sessionStorage.setItem(DRAFT, text.value); });
  form.addEventListener("submit", async (event) => {
    if (!input.files.length || !navigator.onLine || event.submitter?.value === "unknown") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const sent = await fetch(fileForm.action, { method: "POST", body: new FormData(fileForm), redirect: "manual" }).catch(() => null);
    if (sent?.type !== "opaqueredirect") { fileForm.requestSubmit(); return; } // the long way, which says what is wrong
    input.value = "";
    form.requestSubmit(event.submitter);
  }, { capture: true });
}

function bindReading(input) {
  const echo = document.getElementById(input.getAttribute("aria-describedby"));
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    input.removeAttribute("aria-invalid"); // what is typed now was not refused yet
    timer = setTimeout(async () => {
      if (!input.value.trim()) { echo.textContent = ""; return; }
      const url = new URL(input.dataset.reading, location.href);
      url.searchParams.set("answer", input.value);
      try {
        const said = await (await fetch(url, { headers: { Accept: "application/json" } })).json();
        echo.textContent = said.problem || said.reading || "";
      } catch { /* reading back is a courtesy; saving has its own words */ }
    }, 350);
  });
}

function bindTimer(node) {
  const end = Date.now() + 1000 * Number(node.dataset.seconds);
  const text = node.querySelector("[data-timer-text]");
  const said = node.querySelector("[data-timer-said]");
  const announced = new Set();
  const tick = () => {
    const minutes = Math.max(0, Math.ceil((end - Date.now()) / 60000));
    const words = minutes ? node.dataset.template.replace("#", minutes) : node.dataset.over;
    text.textContent = words;
    if ([10, 5, 1, 0].includes(minutes) && !announced.has(minutes)) { announced.add(minutes); said.textContent = words; }
    if (minutes) setTimeout(tick, 1000);
  };
  tick();
}

// Items to put in order: arrows beside the places, which number all lines as soon as one was moved.
function bindOrder(list) {
  const said = list.parentElement.querySelector("[data-order-said]");
  const select = (item) => item.querySelector("select");
  const number = () => [...list.children].forEach((item, place) => { select(item).value = String(place + 1); });
  const tell = (item) => {
    const place = [...list.children].indexOf(item) + 1;
    const name = item.querySelector("label").textContent.trim();
    said.textContent = list.dataset.said.replace("{item}", name).replace("{place}", place).replace("{count}", list.children.length);
  };
  const limits = () => [...list.children].forEach((item, place) => {
    item.querySelector('[data-move="-1"]').setAttribute("aria-disabled", String(place === 0));
    item.querySelector('[data-move="1"]').setAttribute("aria-disabled", String(place === list.children.length - 1));
  });
  const settle = (item) => {
    number();
    limits();
    tell(item);
    list.closest("form")?.dispatchEvent(new Event("change", { bubbles: true }));
  };
  for (const item of list.children) {
    if (select(item).disabled) return;
    for (const button of item.querySelectorAll("[data-move]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const other = button.dataset.move === "1" ? item.nextElementSibling : item.previousElementSibling;
        if (!other) return;
        if (button.dataset.move === "1") other.after(item); else other.before(item);
        settle(item);
        button.focus();
      });
    }
    select(item).addEventListener("change", (event) => {
      const place = Number(select(item).value);
      if (!place) return;
      event.stopPropagation(); // settle says it once, with every place
      item.remove();
      list.insertBefore(item, list.children[place - 1] || null);
      settle(item);
      select(item).focus();
    });
  }
  limits();
}

export function bindReadings(root) {
  root.querySelectorAll("[data-reading]").forEach(bindReading);
  root.querySelectorAll('[data-behaviour="order"]').forEach(bindOrder);
}

document.querySelectorAll('[data-behaviour="answer"]').forEach(bindAnswer);
document.querySelectorAll('[data-behaviour="file"]').forEach(bindFile);
document.querySelectorAll('[data-behaviour="timer"]').forEach(bindTimer);
document.querySelectorAll('[data-behaviour="focus"]').forEach((node) => node.focus());
document.querySelector('[data-behaviour="answer"] [aria-invalid]')?.focus();
bindReadings(document);
if (stored().length) flush();
addEventListener("online", flush);
addEventListener("focus", () => { if (stored().length) flush(); }); // back from signing in in another tab
addEventListener("offline", () => say(state?.dataset.offline));
