// A sitting: answers are saved as they are given, offline ones are queued, typed numbers are read back, time is announced.
// Every form works without this file.

const QUEUE = "echeance-queue";
const state = document.querySelector("[data-save-state]");
const stored = () => JSON.parse(localStorage.getItem(QUEUE) || "[]");
const keep = (queue) => localStorage.setItem(QUEUE, JSON.stringify(queue));
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
const say = (text) => { if (state && text) state.textContent = text; };

async function send(entry) {
  const response = await fetch(entry.url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    body: entry.body,
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

// The queue holds one entry a question, the latest; it is sent in order whenever the network is back.
async function flush() {
  for (const entry of stored()) {
    let result;
    try {
      result = await send({ ...entry, body: withFreshToken(entry.body) });
    } catch {
      say(state?.dataset.offline);
      return false;
    }
    if (result.status >= 500) { say(state?.dataset.offline); return false; }
    if (result.status === 401 || result.status === 400) { say(state?.dataset.expired); return false; }
    keep(stored().filter((other) => other.client !== entry.client));
    say(result.said.saved || result.said.error);
  }
  return true;
}

function bindAnswer(form) {
  const counted = form.dataset.mode === "counted";
  let timer;
  const enqueue = (action) => {
    const fields = new URLSearchParams(new FormData(form));
    const client = newId();
    fields.set("client_id", client);
    fields.set("do", action);
    keep([...stored().filter((entry) => entry.key !== form.dataset.key), { key: form.dataset.key, client, url: form.action, body: fields.toString() }]);
    say(state?.dataset.saving);
    return flush();
  };
  if (counted) {
    form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(() => enqueue("answer"), 250); });
  }
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (navigator.onLine) {
      // The form itself carries the answer; what was queued for this question is older.
      keep(stored().filter((entry) => entry.key !== form.dataset.key));
      return;
    }
    event.preventDefault();
    enqueue(event.submitter?.value || "answer");
  });
}

function bindReading(input) {
  const echo = document.getElementById(input.getAttribute("aria-describedby"));
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
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

export function bindReadings(root) {
  root.querySelectorAll("[data-reading]").forEach(bindReading);
}

document.querySelectorAll('[data-behaviour="answer"]').forEach(bindAnswer);
document.querySelectorAll('[data-behaviour="timer"]').forEach(bindTimer);
document.querySelectorAll('[data-behaviour="focus"]').forEach((node) => node.focus());
bindReadings(document);
if (stored().length) flush();
addEventListener("online", flush);
addEventListener("offline", () => say(state?.dataset.offline));
