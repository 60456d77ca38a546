// The editor of a lesson: saves the draft by itself, shows the exact preview, keeps what could not be sent, inserts at the
// cursor. Every form works without this file.

const SAVE_AFTER = 2000;
const PREVIEW_AFTER = 700;
const RETRY_AFTER = 10000;

const form = document.querySelector('[data-behaviour="lesson-editor"]');
const state = document.querySelector("[data-draft-state]");
const problems = document.querySelector("[data-problems]");
const sheet = document.querySelector("[data-preview-sheet]");
const conflict = document.querySelector("[data-conflict]");
const conflictLink = document.querySelector("[data-conflict-link]");
const backupNotice = document.querySelector("[data-backup]");
const text = form?.elements.text;
const KEPT = `echeance-draft-${form?.dataset.key}`;

const say = (words) => { if (state.textContent !== words) state.textContent = words; };
// Without the token and the revision: what the person wrote.
const written = () => {
  const fields = new URLSearchParams(new FormData(form));
  ["csrf_token", "revision", "do"].forEach((name) => fields.delete(name));
  return fields.toString();
};

let stored = form ? written() : "";
let inConflict = false;
let sending = false;
let isLeaving = false;
let saveTimer;
let previewTimer;
let previewing;

const isDirty = () => written() !== stored;
const keep = () => { try { localStorage.setItem(KEPT, written()); } catch { /* private window: the leave guard remains */ } };
const forget = () => { try { localStorage.removeItem(KEPT); } catch { /* nothing was kept */ } };

async function post(url, signal) {
  const response = await fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(new FormData(form)).toString(),
    redirect: "error",
    signal,
  });
  return { status: response.status, said: await response.json().catch(() => ({})) };
}

async function save() {
  clearTimeout(saveTimer);
  if (sending || inConflict || !isDirty()) return;
  sending = true;
  const sent = written();
  say(form.dataset.saving);
  try {
    take(await post(form.action), sent);
  } catch {
    say(form.dataset.offline);
    saveTimer = setTimeout(save, RETRY_AFTER);
  }
  sending = false;
  if (isDirty() && !inConflict) schedule();
}

function take({ status, said }, sent) {
  if (status === 200) {
    stored = sent;
    form.elements.revision.value = said.revision;
    showProblems(said.problems);
    if (isDirty()) return;
    forget();
    say(said.saved || form.dataset.clean);
  } else if (status === 409 && said.html) {
    showConflict(said);
  } else if (status === 401 || status === 400) {
    say(form.dataset.expired);
    saveTimer = setTimeout(save, RETRY_AFTER);
  } else {
    say(said.error || form.dataset.offline);
    if (status >= 500) saveTimer = setTimeout(save, RETRY_AFTER);
  }
}

function schedule() {
  clearTimeout(saveTimer);
  saveTimer = setTimeout(save, SAVE_AFTER);
}

function showConflict(said) {
  inConflict = true;
  conflict.innerHTML = said.html; // rendered by our own templates
  say(form.dataset.conflictWords);
  const settle = conflict.querySelector("[data-settle]");
  settle.addEventListener("submit", () => {
    // What was typed since the two texts met goes along.
    for (const field of settle.elements) {
      if (field.name in form.elements && !["csrf_token", "revision", "do"].includes(field.name)) field.value = form.elements[field.name].value;
    }
    isLeaving = true;
    forget();
  });
  // Somebody who is typing keeps the cursor; the bar says it and leads to the two texts.
  conflictLink.hidden = false;
}

function showProblems(html) {
  if (html === undefined || problems.innerHTML === html) return;
  problems.innerHTML = html;
  bindLines();
}

async function preview() {
  clearTimeout(previewTimer);
  previewing?.abort();
  previewing = new AbortController();
  try {
    const { status, said } = await post(form.dataset.preview, previewing.signal);
    if (status !== 200) return;
    const place = sheet.scrollTop;
    sheet.innerHTML = said.html;
    sheet.scrollTop = place;
    showProblems(said.problems);
  } catch { /* the next change asks again; saving has its own words */ }
}

function changed() {
  if (isDirty()) keep();
  if (!inConflict) {
    if (isDirty() && !sending) say(form.dataset.unsaved);
    schedule();
  }
  clearTimeout(previewTimer);
  previewTimer = setTimeout(preview, PREVIEW_AFTER);
}

// --- Insert at the cursor ------------------------------------------------------------------------------------------

function insertAtCursor(words) {
  text.focus();
  // execCommand keeps the browser's own undo; where it is gone, setRangeText does the work.
  if (!document.execCommand("insertText", false, words)) text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  changed();
}

function bindInsert(button) {
  const source = button.closest(".insert").querySelector("[data-insert-from]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const option = source.selectedOptions[0];
    if (!option) return;
    const chosen = text.value.slice(text.selectionStart, text.selectionEnd).replaceAll("\n", " ").trim();
    let words = button.dataset.insert.replace("{key}", option.value).replace("{words}", () => chosen || option.dataset.words || option.text);
    if ("alone" in button.dataset) words = alone(words);
    insertAtCursor(words);
  });
}

// A directive stands alone in its paragraph: blank lines around it, and not in the middle of a sentence.
function alone(words) {
  const end = text.value.indexOf("\n", text.selectionEnd);
  const at = end < 0 ? text.value.length : end;
  text.setSelectionRange(at, at);
  const before = text.value.slice(0, at);
  const after = text.value.slice(at);
  const start = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  return `${start}${words}${!after || after.startsWith("\n\n") ? "" : "\n"}`;
}

// --- Faults lead to their line -------------------------------------------------------------------------------------

function bindLines() {
  problems.querySelectorAll("[data-line]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => goTo(Number(button.dataset.line)));
  });
}

function goTo(line) {
  // The server counts without the blank lines at the top.
  const blank = text.value.match(/^(?:[ \t]*\n)+/)?.[0] ?? "";
  const lines = text.value.split("\n");
  const index = Math.min(line - 1 + blank.split("\n").length - 1, lines.length - 1);
  const start = lines.slice(0, index).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start);
  // A caret that moves brings its line into view; then the whole line is marked.
  text.blur();
  text.focus();
  text.setSelectionRange(start, start + lines[index].length);
}

// --- What was kept on this device ----------------------------------------------------------------------------------

function offerBackup() {
  let kept;
  try { kept = localStorage.getItem(KEPT); } catch { return; }
  if (!kept || kept === stored) { forget(); return; }
  backupNotice.hidden = false;
  backupNotice.querySelector("[data-backup-take]").addEventListener("click", () => {
    for (const [name, value] of new URLSearchParams(kept)) if (form.elements[name]) form.elements[name].value = value;
    backupNotice.hidden = true;
    changed();
  });
  backupNotice.querySelector("[data-backup-drop]").addEventListener("click", () => { forget(); backupNotice.hidden = true; });
}

if (form) {
  offerBackup();
  bindLines();
  document.querySelectorAll("[data-insert]").forEach(bindInsert);
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => { isLeaving = true; clearTimeout(saveTimer); });
  document.querySelector("[data-preview-now]").addEventListener("click", (event) => {
    event.preventDefault();
    preview();
    document.getElementById("apercu").scrollIntoView();
  });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save(); }
  });
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => { if (!isLeaving && isDirty()) event.preventDefault(); });
  addEventListener("pageshow", () => { isLeaving = false; });
}
