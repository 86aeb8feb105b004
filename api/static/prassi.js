// What makes the pages nicer; everything works without it. Texts come from the page itself, and
// whatever comes from documents is only ever set as text, never as markup.
"use strict";

const WAIT_MS = 150;
const LONG_LIST = 12;
const FOLLOW_MS = 2000;

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

  // What was asked for must not open the list again.
  function close() {
    clearTimeout(timer);
    asked.abort();
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
    if (words.length < 2) return close();
    asked.abort();
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
    if (event.key === "Escape" && list.hidden) close();
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
  box.addEventListener("blur", close);
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
    for (const item of items)
      item.hidden = !plain(item.querySelector(".prassi-label").textContent).includes(wanted);
  });
}

// The quotation with its citation, to be put into a text of one's own.
function copying(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const figure = document.querySelector(".prassi-quotation");
    const quoted = figure.querySelector("blockquote")?.textContent.trim();
    const cited = figure.querySelector("figcaption").textContent.trim();
    const said = document.querySelector(".prassi-copied");
    try {
      await navigator.clipboard.writeText(quoted ? `«${quoted}»\n${cited}` : cited);
      said.textContent = button.dataset.copied;
    } catch {
      // The browser or its keeper does not allow it: one copies by hand what is selected.
      getSelection().selectAllChildren(figure);
      said.textContent = button.dataset.refused;
    }
  });
}

// What goes on elsewhere (files being read) is shown as it comes.
function following(place) {
  if (place.dataset.following !== "yes") return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = fresh.querySelector("[data-following]");
      if (!now) return; // signed out meanwhile: what was known stays
      // Only what changed, lest whoever reads it with the keyboard loses the place.
      if (now.innerHTML !== place.innerHTML) place.replaceChildren(...now.childNodes);
      place.dataset.following = now.dataset.following;
    } catch {
      // The server does not answer: the link to refresh is still there.
      return;
    }
    following(place);
  }, FOLLOW_MS);
}

function findings() {
  for (const place of document.querySelectorAll("[data-find]"))
    for (const details of place.querySelectorAll("details")) finding(details, place.dataset.find);
}

// Results that come without a new page. Each is fetched by the address it would have as a page, and
// its parts ([data-part]) take the place of those shown; where anything is not as it should be the
// browser goes to that address itself.
function turning(live) {
  const main = document.querySelector("main");
  let asked = new AbortController();
  let shown = location.pathname + location.search;

  const parts = (page) => [...page.querySelectorAll("[data-part]")];
  const keyed = (key) => document.querySelector(`[data-key="${CSS.escape(key ?? "")}"]`);
  const facet = (details) => details.closest("section").getAttribute("aria-labelledby");
  const ofFacet = (name) => document.querySelector(`[aria-labelledby="${CSS.escape(name)}"] details`);

  function put(page) {
    const open = [...document.querySelectorAll(".prassi-facets details[open]")].map((one) => [
      facet(one),
      one.querySelector(".prassi-find input")?.value,
    ]);
    const coming = new Map(parts(page).map((part) => [part.dataset.part, part]));
    for (const part of parts(document)) part.replaceWith(coming.get(part.dataset.part));
    document.title = page.title;
    document.querySelector("#q").value = page.querySelector("#q").value;
    const [feed, comingFeed] = [document, page].map((of) => of.querySelector("link[rel=alternate]"));
    feed.setAttribute("href", comingFeed.getAttribute("href"));
    findings();
    for (const [name, typed] of open) {
      const details = ofFacet(name);
      if (!details) continue;
      details.open = true;
      const field = details.querySelector(".prassi-find input");
      if (!field || !typed) continue;
      field.value = typed;
      field.dispatchEvent(new Event("input"));
    }
  }

  function whole(page) {
    const names = (of) => parts(of).map((part) => part.dataset.part).join();
    return page.querySelector("[data-live]") && names(page) === names(document);
  }

  // The focus stays on what was chosen; where that is gone, it goes to what came of it.
  function look(key) {
    const same = keyed(key);
    const details = same?.closest("details");
    if (details) details.open = true;
    const heading = document.querySelector("#results");
    (same ?? heading).focus();
    if (!same) heading.scrollIntoView({ behavior: "instant" });
    live.textContent = heading.textContent;
  }

  async function turn(address, key, push) {
    asked.abort();
    const mine = (asked = new AbortController());
    main.setAttribute("aria-busy", "true");
    live.textContent = live.dataset.loading;
    try {
      const answer = await fetch(address, {
        headers: { Accept: "text/html" },
        signal: mine.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || answer.redirected || !whole(page)) return location.assign(address);
      if (push && address !== location.href) history.pushState(null, "", address);
      shown = location.pathname + location.search;
      put(page);
      look(key);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    } finally {
      if (mine === asked) main.removeAttribute("aria-busy");
    }
  }

  const ours = (url) => url.origin === location.origin && url.pathname === "/" && url.search;

  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const other = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
    if (!link || other || event.defaultPrevented || !ours(new URL(link.href))) return;
    event.preventDefault();
    turn(link.href, link.dataset.key, true);
  });
  main.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".prassi-years")) return;
    event.preventDefault();
    turn(`/?${new URLSearchParams(new FormData(form))}`, null, true);
  });
  addEventListener("popstate", () => {
    if (shown !== location.pathname + location.search) turn(location.href, null, false);
  });
}

for (const box of document.querySelectorAll("[data-suggestions]")) suggesting(box);
findings();
for (const live of document.querySelectorAll("[data-live]")) turning(live);
for (const button of document.querySelectorAll(".prassi-copy")) copying(button);
for (const place of document.querySelectorAll("[data-following]")) following(place);
