// The workshop's list: its forms change the page in place and keep the focus, arrow keys move a line, a grip drags it.
// Every form works without this file.

const region = () => document.querySelector("[data-workshop]");
const list = () => document.querySelector("[data-plan]");
let isBusy = false;

const token = () => region().querySelector("input[name=csrf_token]").value;
const say = (text) => { document.querySelector("[data-said]").textContent = text; };

async function read(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const changed = page.querySelector("[data-workshop]");
  if (!changed) { // signed out, or the step was played in another tab: the page as it is now says so
    if (answer.redirected) location.assign(answer.url);
    else location.reload();
    return false;
  }
  region().replaceWith(changed);
  showGrips();
  return true;
}
const send = async (address, body) => read(await fetch(address, { method: "POST", body }));

// What only a script can do is shown by it.
function showGrips() {
  for (const part of document.querySelectorAll("[data-grip], .dragging")) part.hidden = false;
}

// After a change the focus goes to what is wrong, stays where it was, or goes to the line that was touched.
function focusOn(id, line, isDecision) {
  const wrong = region().querySelector("[aria-invalid]");
  const ids = wrong ? [wrong.id] : isDecision ? [`open-${line}`] : [id, `p-${line}`];
  const places = [...ids, "plan"].map((name) => document.getElementById(name));
  places.find((element) => element && !element.disabled)?.focus({ preventScroll: Boolean(document.getElementById(id)) });
  const row = document.getElementById(`p-${line}`);
  say(wrong ? "" : row ? row.dataset.place : document.getElementById("plan").dataset.total);
}

// A link that opens a line, closes it or sorts the ledger: the same page, with another part of it shown.
async function opened(event) {
  const link = event.target.closest?.("a[data-opens]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  try {
    const page = await read(await fetch(link.href));
    if (!page) return;
    history.replaceState(null, "", link.href.split("#")[0]);
    const first = region().querySelector(".decide select");
    (first ?? document.getElementById(link.id))?.focus();
  } catch {
    location.assign(link.href);
  } finally {
    isBusy = false;
  }
}

async function submitted(event) {
  const { target: form, submitter } = event;
  if (!form.closest("[data-workshop]") || form.hasAttribute("data-leaves")) return;
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  const body = new URLSearchParams(new FormData(form, submitter));
  try {
    if (await send(form.getAttribute("action"), body)) focusOn(submitter?.id, form.dataset.line, form.matches(".decide"));
  } catch {
    form.setAttribute("data-leaves", ""); // where the network fails, the form goes the long way, which says so
    form.requestSubmit(submitter);
  } finally {
    isBusy = false;
  }
}

async function reorder(line, id) {
  if (isBusy) return;
  isBusy = true;
  const order = [...list().children].map((row) => row.dataset.line);
  const { step, sort, part, url } = list().dataset;
  const body = new URLSearchParams({ csrf_token: token(), order: order.join(" "), step, sort, part });
  try {
    if (await send(url, body)) focusOn(id, line, false);
  } catch {
    location.reload();
  } finally {
    isBusy = false;
  }
}

function pressed(event) {
  if (!event.target.matches("[data-grip]") || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const row = event.target.closest("li");
  const other = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
  if (!other || isBusy) return;
  if (event.key === "ArrowUp") other.before(row);
  else other.after(row);
  reorder(row.dataset.line, event.target.id);
}

function dragged(event) {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip || event.button !== 0 || isBusy) return;
  event.preventDefault();
  const row = grip.closest("li");
  const before = [...list().children].indexOf(row);
  row.classList.add("dragged");
  grip.setPointerCapture(event.pointerId);
  const move = ({ clientY }) => {
    const middle = (other) => { const box = other.getBoundingClientRect(); return box.top + box.height / 2; };
    const previous = row.previousElementSibling, next = row.nextElementSibling;
    if (previous && clientY < middle(previous)) { previous.before(row); grip.setPointerCapture(event.pointerId); }
    else if (next && clientY > middle(next)) { next.after(row); grip.setPointerCapture(event.pointerId); }
  };
  const drop = () => {
    grip.removeEventListener("pointermove", move);
    row.classList.remove("dragged");
    if ([...list().children].indexOf(row) !== before) reorder(row.dataset.line, grip.id);
    else grip.focus();
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", drop, { once: true });
  grip.addEventListener("pointercancel", drop, { once: true });
}

showGrips();
document.addEventListener("submit", submitted);
document.addEventListener("click", opened);
document.addEventListener("keydown", pressed);
document.addEventListener("pointerdown", dragged);
