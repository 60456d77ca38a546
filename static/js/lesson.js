// A lesson: the current block in the contents, sources and words opened in place, questions answered without leaving.
// Everything works without this file: links lead to the margin, forms are sent.

const article = document.querySelector('[data-behaviour="lesson"]');

// --- Current block ---------------------------------------------------------------------------------------------

function followBlocks() {
  const links = [...article.querySelectorAll(".toc a[href^='#b']")];
  const headings = [...article.querySelectorAll(".text > h2[id^='b']")];
  const said = article.querySelector("[data-block-said]");
  if (!headings.length) return;
  const mark = () => {
    const line = innerHeight * 0.35;
    let place = 0;
    headings.forEach((heading, index) => { if (heading.getBoundingClientRect().top < line) place = index; });
    for (const link of links) {
      if (link.hash === `#${headings[place].id}`) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    if (said) said.textContent = said.dataset.blockSaid.replace("{n}", place + 1).replace("{total}", headings.length);
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();
}

// --- Sources and words in place --------------------------------------------------------------------------------

function explanation(target) {
  const source = target.matches("details") ? target : target.querySelector("details");
  const aside = document.createElement("div");
  aside.className = "in-place small";
  if (source) {
    const title = document.createElement("b");
    title.textContent = source.querySelector("summary").textContent;
    aside.append(title, ...[...source.children].filter((part) => part.tagName !== "SUMMARY").map((part) => part.cloneNode(true)));
    const state = source === target ? null : target.querySelector(":scope > span");
    if (state) aside.append(state.cloneNode(true));
  } else {
    const [word, meaning] = target.children;
    const title = document.createElement("b");
    title.textContent = `${word.textContent} : `;
    aside.append(title, meaning.textContent);
  }
  return aside;
}

let numbers = 0;

function toggleInPlace(link) {
  const opened = link.getAttribute("aria-controls") && document.getElementById(link.getAttribute("aria-controls"));
  if (opened) {
    opened.remove();
    link.removeAttribute("aria-controls");
    link.setAttribute("aria-expanded", "false");
    return true;
  }
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return false;
  const aside = explanation(target);
  numbers += 1;
  aside.id = `in-place-${numbers}`;
  link.closest("p, ul, ol, table, h2, h3, dl").after(aside);
  link.setAttribute("aria-controls", aside.id);
  link.setAttribute("aria-expanded", "true");
  return true;
}

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && (target.matches("details") ? target : target.querySelector(":scope > details"));
  if (details) details.open = true;
}

// --- Questions -------------------------------------------------------------------------------------------------

const CHECK = '[data-behaviour="check"]';

async function check(form, action) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("do", action);
  const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: fields });
  if (!response.ok) throw new Error(String(response.status));
  const { html } = await response.json();
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector(CHECK);
  form.closest(CHECK).replaceWith(fresh);
  return fresh;
}

// What depends on the answers elsewhere on the page comes from the server, which alone knows it.
async function refresh() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of ["[data-compare]", "[data-bar]"]) {
    const [now, then] = [document.querySelector(part), page.querySelector(part)];
    if (now && then) now.replaceWith(then);
  }
}

async function answer(event) {
  const form = event.target;
  if (!form.closest(CHECK)) return;
  event.preventDefault();
  const button = event.submitter;
  form.setAttribute("aria-busy", "true");
  try {
    const fresh = await check(form, button?.value || "answer");
    const feedback = fresh.querySelector("[data-check-feedback]") || fresh.querySelector("[data-check-state]");
    feedback.setAttribute("tabindex", "-1");
    feedback.focus({ preventScroll: true });
    feedback.scrollIntoView({ block: "nearest" });
    refresh().catch(() => {});
  } catch {
    form.submit();
  }
}

if (article) {
  followBlocks();
  openTarget();
  addEventListener("hashchange", openTarget);
  article.addEventListener("submit", answer);
  article.addEventListener("click", (event) => {
    const link = event.target.closest(".text a.law, .text a.gloss");
    if (link && toggleInPlace(link)) event.preventDefault();
  });
  for (const link of article.querySelectorAll(".text a.law, .text a.gloss")) link.setAttribute("aria-expanded", "false");
}
