// Looks for words in the rows of search-index.js: kind, title, what is said beside it, path.
"use strict";
const MOST = 100;
const field = document.getElementById("q");
const status = document.getElementById("status");
const results = document.getElementById("results");
const folded = (text) => text.normalize("NFKC").toLowerCase();
const texts = FOUND_IN.map(([, title, beside]) => folded(title + "\n" + beside));

function line([kind, title, beside, path]) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const note = document.createElement("span");
  link.href = path;
  link.textContent = title;
  note.className = "quiet";
  note.textContent = `${results.dataset[kind]} · ${beside}`;
  item.append(link, " ", note);
  return item;
}

function search() {
  const words = folded(field.value).split(/\s+/).filter(Boolean);
  const found = words.length ? FOUND_IN.filter((_, at) => words.every((word) => texts[at].includes(word))) : [];
  results.replaceChildren(...found.slice(0, MOST).map(line));
  const { none, some, first } = status.dataset;
  const more = found.length > MOST ? `, ${first} ${MOST}` : "";
  status.textContent = !words.length ? "" : found.length ? `${found.length} ${some}${more}` : none;
}

field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", search);
search();
if (!field.value) field.focus();
