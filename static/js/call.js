// A call: a choice is sent and answered in place, the keys a to d choose, what was said last gets the focus.
// Every form works without this file.

const call = document.querySelector('[data-behaviour="call"]');
const problem = document.querySelector("[data-call-problem]");
const KEPT = ["dossier", "jauges", "conseils"];
let isAloud = false; // who says it first once says it first at each turn

function openParts() {
  return KEPT.filter((name) => call.querySelector(`[data-kept="${name}"]`)?.open);
}

// What is said aloud comes before what can be chosen: the answers wait until they are asked for.
function prepare() {
  const form = call.querySelector('[data-behaviour="call-choice"]');
  const aloud = form.querySelector("[data-aloud]");
  const show = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-line mt-3", textContent: aloud.dataset.aloud });
  const wait = () => { form.classList.toggle("waiting", aloud.open); form.querySelector("[data-answers]").hidden = aloud.open; };
  show.addEventListener("click", () => {
    form.querySelector("[data-answers]").hidden = false;
    show.remove();
    form.querySelector(".opt").focus();
  });
  aloud.lastElementChild.append(show);
  aloud.addEventListener("toggle", () => { isAloud = aloud.open; wait(); });
  if (isAloud) aloud.open = true;
}

async function send(form, button) {
  const buttons = [...form.querySelectorAll(".opt")];
  if (form.dataset.sent) return; // a second click is the first one
  form.dataset.sent = "yes";
  buttons.forEach((one) => one.setAttribute("aria-disabled", one !== button));
  problem.textContent = "";
  const body = new URLSearchParams(new FormData(form));
  body.set("choice", button.value);
  try {
    const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body, redirect: "error" });
    const said = await response.json();
    if (said.next) { location.assign(said.next); return; }
    if (!said.html) throw new Error(said.error || "");
    const open = openParts();
    call.innerHTML = said.html;
    open.forEach((name) => { const part = call.querySelector(`[data-kept="${name}"]`); if (part) part.open = true; });
    prepare();
    const last = call.querySelector("#maintenant");
    last.focus({ preventScroll: true });
    last.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  } catch (error) {
    delete form.dataset.sent;
    buttons.forEach((one) => one.removeAttribute("aria-disabled"));
    problem.textContent = error.message && error.name === "Error" ? error.message : call.dataset.lost;
  }
}

if (call) {
  prepare();
  call.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.name === "choice") send(event.target, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const button = call.querySelector(`.opt[aria-keyshortcuts="${CSS.escape(event.key.toLowerCase())}"]`);
    if (button && !button.closest("[hidden]")) { event.preventDefault(); button.click(); }
  });
}
