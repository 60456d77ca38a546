// The letter follows what is typed. The server reads amounts and days again, and has the last word.
const desk = document.querySelector('[data-behaviour="letter"]');
const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const NBSP = "\u00a0";

function amount(typed) {
  const bare = typed.replace(/[\s€]/g, "");
  if (!/^\d+([.,]\d{1,2})?$/.test(bare)) return typed;
  const [whole, cents = ""] = bare.split(/[.,]/);
  return whole.replace(/\B(?=(\d{3})+$)/g, NBSP) + "," + cents.padEnd(2, "0") + NBSP + "€";
}

function day(typed) {
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed);
  const month = found && MONTHS[Number(found[2]) - 1];
  return month ? (Number(found[1]) === 1 ? "1er" : String(Number(found[1]))) + NBSP + month + " " + found[3] : typed;
}

const SAID = { amount, day };
for (const place of desk.querySelectorAll("[data-field]")) {
  const field = document.getElementById(`f-${place.dataset.field}`);
  const label = field.labels[0].textContent.trim();
  field.addEventListener("input", () => {
    const typed = field.value.trim();
    const words = place.querySelector("b") || place;
    words.textContent = typed ? (SAID[field.dataset.kind] ?? String)(typed) : `[${label}]`;
    place.classList.toggle("open", !typed);
  });
}
