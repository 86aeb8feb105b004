// What makes the pages nicer; everything works without it. Texts come from the page itself, and
// whatever comes from documents is only ever set as text, never as markup.
"use strict";

const WAIT_MS = 150;
const LONG_LIST = 12;

function made(name, attributes = {}, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// Suggestions while typing: a combobox as WAI-ARIA describes it.
function suggesting(box) {
  const list = made("ul", { id: "q-suggestions", role: "listbox", class: "prassi-suggestions" });
  list.setAttribute("aria-label", box.dataset.suggestions);
  list.hidden = true;
  box.closest(".prassi-search-line").append(list);
  const said = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id };
  for (const [key, value] of Object.entries(said)) box.setAttribute(key, value);
  let timer = 0;
  let asked = new AbortController();
  let active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    const options = [...list.children];
    active = (place + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    box.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function take(option) {
    box.value = option.textContent;
    close();
    box.form.requestSubmit();
  }

  function show(found) {
    list.replaceChildren(
      ...found.map((one, at) =>
        made("li", { id: `q-suggestion-${at}`, role: "option", "aria-selected": "false" }, one.text),
      ),
    );
    if (!found.length) return close();
    active = -1;
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }

  async function ask() {
    const words = box.value.trim();
    asked.abort();
    if (words.length < 2) return close();
    asked = new AbortController();
    try {
      const address = `/v1/suggest?limit=8&q=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // no suggestions: the search itself still works
    }
  }

  close();
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const up = event.key === "ArrowUp";
      mark(up && active < 0 ? list.children.length - 1 : active + (up ? -1 : 1));
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(list.children[active]);
    }
  });
  // Before the box loses the focus, which closes the list.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      event.preventDefault();
      take(option);
    }
  });
  box.addEventListener("blur", () => {
    clearTimeout(timer);
    asked.abort();
    close();
  });
}

// A field that searches the values of a long facet.
function finding(details, words) {
  const items = [...details.querySelectorAll("li")];
  if (items.length <= LONG_LIST) return;
  const label = made("label", { class: "prassi-find" }, `${words} `);
  const field = made("input", { type: "search", autocomplete: "off" });
  label.append(field);
  details.querySelector("ul").before(label);
  field.addEventListener("input", () => {
    const wanted = plain(field.value.trim());
    for (const item of items) item.hidden = !plain(item.textContent).includes(wanted);
  });
}

// The quotation with its citation, to be put into a text of one's own.
function copying(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const figure = document.querySelector(".prassi-quotation");
    const quoted = figure.querySelector("blockquote")?.textContent.trim();
    const cited = figure.querySelector("figcaption").textContent.trim();
    await navigator.clipboard.writeText(quoted ? `«${quoted}»\n${cited}` : cited);
    document.querySelector(".prassi-copied").textContent = button.dataset.copied;
  });
}

for (const box of document.querySelectorAll("[data-suggestions]")) suggesting(box);
for (const place of document.querySelectorAll("[data-find]"))
  for (const details of place.querySelectorAll("details")) finding(details, place.dataset.find);
for (const button of document.querySelectorAll(".prassi-copy")) copying(button);
