// The bank and the editor of a question: rows come and go without leaving the page, the count of what is ticked, and a
// guard for what is not saved. Every form works without this file.

const editor = document.querySelector("[data-editor]");
const state = document.querySelector("[data-state]");
const HERE = ["add:", "remove:", "up:", "convert:", "draw", "preview"];

const form = () => document.getElementById("editor");
const written = () => {
  const fields = new URLSearchParams(new FormData(form()));
  ["csrf_token", "seed"].forEach((name) => fields.delete(name));
  return fields.toString();
};
let stored = editor ? written() : "";
let isLeaving = false;
let isBusy = false;
const isDirty = () => written() !== stored;
const say = () => { if (isDirty()) state.textContent = state.dataset.unsaved; };

async function change(button) {
  const body = new URLSearchParams(new FormData(form()));
  body.set("do", button.value);
  const answer = await fetch(form().action, { method: "POST", body, redirect: "error" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const changed = page.querySelector("[data-editor]");
  if (!changed) throw new Error("no editor came back");
  const open = [...editor.querySelectorAll("details")].map((details) => details.open);
  editor.replaceChildren(...changed.childNodes);
  [...editor.querySelectorAll("details")].forEach((details, place) => { if (open[place]) details.open = true; });
  focusAfter(button.value);
  say();
}

function focusAfter(action) {
  const [verb, path] = action.split(":");
  const place = path && document.getElementById(`f-${path.replaceAll("[", "-").replaceAll("]", "").replaceAll(".", "-")}`);
  if (verb === "add") [...(place?.querySelectorAll(":scope > .row-of") ?? [])].at(-1)?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  else if (verb === "remove" || verb === "up") (place ?? editor.querySelector("[data-rows] .acts .btn"))?.querySelector?.("input:not([type=hidden]), textarea")?.focus();
  else if (verb === "convert") place?.focus();
  else document.querySelector("[data-fault]")?.focus();
}

function pressed(event) {
  const button = event.submitter;
  if (!button || !HERE.some((verb) => button.value.startsWith(verb))) { isLeaving = true; return; }
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  // Where the network fails, the form goes the long way, which says so.
  change(button).catch(() => { isLeaving = true; form().requestSubmit(button); }).finally(() => { isBusy = false; });
}

if (editor) {
  if (editor.querySelector("[data-fault]")) stored = "";
  document.addEventListener("submit", (event) => { if (event.target.id === "editor" && !isLeaving) pressed(event); });
  editor.addEventListener("input", say);
  addEventListener("beforeunload", (event) => { if (!isLeaving && isDirty()) event.preventDefault(); });
  addEventListener("pageshow", () => { isLeaving = false; });
}

const bank = document.querySelector('[data-behaviour="bank"]');
if (bank) {
  const label = bank.querySelector("[data-ticked]");
  const count = () => {
    const ticked = bank.querySelectorAll("input[name=key]:checked").length;
    label.textContent = label.dataset.ticked.replace("%(count)s", ticked);
  };
  bank.addEventListener("change", count);
  count();
}
