// What the front door can do besides: search as one types, names on the map and keys that move
// over it. All it knows it reads from the page's own list of books and from the map.
"use strict";

(() => {
  const MOST = 12;
  const map = document.getElementById("map");
  const named = document.getElementById("named");
  const drawn = map ? [...map.querySelectorAll("[data-code]")] : [];
  const places = new Map();
  for (const mark of drawn) {
    places.set(mark.dataset.code, [...(places.get(mark.dataset.code) || []), mark]);
  }
  const nameOf = (code) => places.get(code)?.[0].querySelector("title")?.textContent || "";
  const listed = [...document.querySelectorAll(".books > li")];

  // ---- Texts as they are compared: no case, accents or punctuation, "and" for "&".
  const MARKS = /[\u0300-\u036f]/g;
  const plain = (text) => text.normalize("NFD").replace(MARKS, "").toLowerCase()
    .replace(/&/g, " and ").replace(/['’.]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  const SMALL = new Set(["and", "of", "the", "upon", "in", "on"]);
  const words = (text) => plain(text).split(" ").filter(Boolean);

  function entry(item) {
    const link = item.querySelector("a");
    const data = item.dataset;
    const was = (data.was || "").split("|").filter(Boolean);
    const members = (data.members || "").split(" ").filter(Boolean);
    const inside = members.map(nameOf).filter(Boolean);
    return {
      name: link.textContent, address: link.getAttribute("href"), kind: data.kind || "", item, members,
      plain: plain(link.textContent), words: words(link.textContent), where: words(data.kind || ""),
      codes: (data.codes || "").toLowerCase().split(" ").filter(Boolean),
      others: [
        ...(data.welsh || "").split("|").filter(Boolean)
          .map((text) => ({ words: words(text), says: `in Welsh ${text}` })),
        ...was.map((text) => ({ words: words(text), says: `holds the former ${text.replace(/^\S+ /, "")}` })),
        ...inside.map((text, at) => ({
          words: [...words(text), members[at].toLowerCase()], says: `takes in ${text}`,
        })),
      ],
    };
  }

  // ---- Search: the best first, those found by another name than their own last.
  const begins = (asked, held) => asked.every((one) => held.some((word) => word.startsWith(one)));
  const near = (asked, held) => asked.every((one) => held.some((word) => close(one, word)));

  // Whether a word, or its beginning, is the other but for one letter wrong, missing, added or
  // swapped with the next: Middlesborough, Edinbrugh.
  function close(one, word) {
    if (word.startsWith(one)) return true;
    if (one.length < 4) return false;
    let at = 0;
    while (at < one.length && one[at] === word[at]) at += 1;
    const rest = (skip, skipOf) => word.slice(at + skipOf).startsWith(one.slice(at + skip));
    const swapped = one[at] === word[at + 1] && one[at + 1] === word[at] && rest(2, 2);
    return at > 0 && (rest(1, 1) || rest(1, 0) || rest(0, 1) || swapped);
  }

  function rank(one, text, asked) {
    if (one.plain === text || one.codes.includes(text)) return [0, ""];
    if (one.plain.startsWith(text)) return [1, ""];
    if (begins(asked, one.words)) return [2, ""];
    if (asked.length === 1 && one.codes.some((code) => code.startsWith(text))) return [3, ""];
    const about = asked.filter((word) => !begins([word], one.words));
    if (about.length < asked.length && begins(about, one.where)) return [3, ""];
    const other = one.others.find((held) => begins(asked, held.words));
    if (other) return [4, other.says];
    return text.length > 2 && one.plain.includes(text) ? [5, ""] : null;
  }

  function search(entries, typed) {
    const text = plain(typed);
    const all = words(typed);
    const telling = all.filter((word) => !SMALL.has(word));
    const asked = telling.length ? telling : all;
    if (!asked.length) return [];
    const exact = entries.map((one) => [rank(one, text, asked), one]).filter(([found]) => found);
    const found = exact.length ? exact
      : entries.filter((one) => near(asked, one.words)).map((one) => [[6, ""], one]);
    const wide = ([[place], one]) => (place === 4 ? one.members.length : 0);
    return found.sort((a, b) => a[0][0] - b[0][0] || wide(a) - wide(b))
      .map(([[, says], one]) => ({ ...one, says }));
  }

  // ---- The search box: a combobox whose first result is selected by itself.
  function box(entries) {
    const form = document.getElementById("find");
    const input = document.getElementById("search");
    const list = document.getElementById("found");
    const told = document.getElementById("told");
    let shown = [];
    let at = -1;

    function select(number) {
      at = number;
      [...list.children].forEach((option, index) => {
        option.setAttribute("aria-selected", String(index === at));
      });
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", `found-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
      light(shown[at].item);
    }
    function option(one, number) {
      const made = document.createElement("li");
      made.id = `found-${number}`;
      made.setAttribute("role", "option");
      const name = document.createElement("b");
      const more = document.createElement("small");
      name.textContent = one.name;
      more.textContent = [one.kind, one.says].filter(Boolean).join("; ");
      made.append(name, " ", more);
      return made;
    }
    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      light(null);
    }
    function count(found) {
      if (!plain(input.value)) return "";
      if (!found) return "No book found. Try part of the name, or look in the list below.";
      const books = `${found} ${found === 1 ? "book" : "books"} found`;
      return found > MOST ? `${books}, the first ${MOST} are shown.` : `${books}.`;
    }
    function update() {
      const found = search(entries, input.value);
      shown = found.slice(0, MOST);
      list.replaceChildren(...shown.map(option));
      told.textContent = count(found.length);
      if (!shown.length) return close();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      return select(0);
    }
    const go = (one) => { if (one) window.location.href = one.address; };
    const keys = {
      ArrowDown: () => (list.hidden ? update() : select((at + 1) % shown.length)),
      ArrowUp: () => (list.hidden ? update() : select((at - 1 + shown.length) % shown.length)),
      Enter: () => go(list.hidden ? null : shown[at]),
      Escape: () => { input.value = ""; update(); },
    };
    input.addEventListener("input", update);
    input.addEventListener("keydown", (event) => {
      if (!keys[event.key] || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    input.addEventListener("blur", close);
    input.addEventListener("focus", () => { if (input.value) update(); });
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const made = event.target.closest("[role=option]");
      if (made) go(shown[[...list.children].indexOf(made)]);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
  }

  // ---- The map.
  function light(item) {
    drawn.forEach((mark) => path(mark).classList.remove("lit"));
    if (!item) return;
    const codes = [...(item.dataset.members || "").split(" "), ...(item.dataset.codes || "").split(" ")];
    codes.flatMap((code) => places.get(code) || []).forEach((mark) => path(mark).classList.add("lit"));
  }
  const path = (mark) => (mark.localName === "path" ? mark : mark.querySelector("path"));

  function say(code) {
    drawn.forEach((mark) => path(mark).classList.toggle("here", mark.dataset.code === code));
    const mark = places.get(code)?.[0];
    const within = mark?.dataset.in ? `, in the book of ${mark.dataset.in}` : "";
    named.textContent = mark ? nameOf(code) + (mark.localName === "a" ? within : ": no book yet") : "";
  }

  // One authority is a stop for the tab key; the arrow keys go to the nearest that way.
  function walk(links) {
    const middle = new Map(links.map((link) => {
      const { x, y, width, height } = link.getBBox();
      return [link, [x + width / 2, y + height / 2]];
    }));
    const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    function nearest(from, [right, down]) {
      const [x, y] = middle.get(from);
      let best = null;
      let least = Infinity;
      for (const [link, [toX, toY]] of middle) {
        const along = (toX - x) * right + (toY - y) * down;
        const aside = Math.abs((toX - x) * down) + Math.abs((toY - y) * right);
        const far = along + 2 * aside;
        if (link !== from && along > 0 && far < least) [best, least] = [link, far];
      }
      return best;
    }
    links[0].setAttribute("tabindex", "0");
    map.addEventListener("keydown", (event) => {
      const from = event.target.closest("a");
      const to = from && WAYS[event.key] && nearest(from, WAYS[event.key]);
      if (!from || !WAYS[event.key]) return;
      event.preventDefault();
      if (to) to.focus();
    });
    map.addEventListener("focusin", (event) => {
      const link = event.target.closest("a");
      if (!middle.has(link)) return;
      links.forEach((one) => one.setAttribute("tabindex", one === link ? "0" : "-1"));
    });
  }

  function watchMap() {
    const codeOf = (event) => event.target.closest("[data-code]")?.dataset.code || "";
    for (const kind of ["pointerover", "focusin"]) {
      map.addEventListener(kind, (event) => say(codeOf(event)));
    }
    map.addEventListener("pointerleave", () => say(""));
    map.addEventListener("focusout", () => say(""));
    const links = [...map.querySelectorAll(".links a")];
    if (links.length) {
      document.getElementById("map-help").append(" With the keyboard, the arrow keys move over the map.");
      walk(links);
    }
    const list = document.getElementById("books");
    for (const kind of ["focusin", "pointerover"]) {
      list.addEventListener(kind, (event) => light(event.target.closest(".books > li")));
    }
    for (const kind of ["focusout", "pointerleave"]) list.addEventListener(kind, () => light(null));
  }

  // ---- Lists that fold: all at once, for print, and where a link of the menu leads.
  function folds(details) {
    const button = document.createElement("button");
    const open = () => details.every((one) => one.open);
    const label = () => { button.textContent = open() ? "Close all lists" : "Open all lists"; };
    const set = (value) => details.forEach((one) => { one.open = value; });
    button.type = "button";
    button.className = "fold";
    button.addEventListener("click", () => set(!open()));
    details.forEach((one) => one.addEventListener("toggle", label));
    label();
    document.getElementById("books-heading").after(button);
    let before = [];
    window.addEventListener("beforeprint", () => {
      before = details.map((one) => one.open);
      set(true);
    });
    window.addEventListener("afterprint", () => details.forEach((one, at) => { one.open = before[at]; }));
    const reveal = () => {
      const target = document.getElementById(window.location.hash.slice(1));
      if (target?.localName === "details") target.open = true;
    };
    window.addEventListener("hashchange", reveal);
    reveal();
  }

  if (listed.length) box(listed.map(entry));
  if (map) watchMap();
  const details = [...document.querySelectorAll("details")];
  if (details.length > 1) folds(details);
})();
