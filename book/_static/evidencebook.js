/* What the book adds where scripts run: reading a chart's marks, choosing lines, sorting tables,
   saving a picture, copying an address. Every page is whole without it. */
(() => {
  "use strict";

  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const hidden = (text) => make("span", { class: "evb-hidden" }, text);
  const titleOf = (figure) => figure.querySelector(".evb-title")?.textContent ?? "";

  // One place in which a screen reader hears what has happened.
  const status = make("div", { class: "evb-hidden", role: "status" });
  const say = (text) => { status.textContent = text; };

  /* Marks: the drawing tells them as "*Place|x y text|x y text|*Place|…", in its own pixels. */

  const marksOf = (svg) => {
    const told = svg.querySelector(".evb-marks")?.dataset.marks ?? "";
    const marks = [];
    let place = "";
    for (const part of told ? told.split("|") : []) {
      if (part.startsWith("*")) { place = part.slice(1); continue; }
      const [, x, y, text] = part.match(/^(\S+) (\S+) (.*)$/);
      marks.push({ x: Number(x), y: Number(y), text, place });
    }
    return marks;
  };

  class Reader {
    constructor(drawing, title) {
      this.drawing = drawing;
      this.off = new Set();
      this.at = -1;
      this.surface = make("div", {
        class: "evb-reader", role: "slider", tabindex: "0", "aria-valuemin": "0",
        "aria-label": `Read the values of: ${title}`,
      });
      this.point = make("div", { class: "evb-point", hidden: "", "aria-hidden": "true" });
      this.tip = make("div", { class: "evb-tip", hidden: "", "aria-hidden": "true" });
      drawing.append(this.point, this.tip, this.surface);
      this.choose();
      this.surface.addEventListener("pointermove", (event) => this.near(event));
      this.surface.addEventListener("pointerdown", (event) => this.near(event));
      // A finger leaves when it lifts: what it asked for stays until it asks for something else.
      this.surface.addEventListener("pointerleave", (event) => {
        if (event.pointerType !== "touch") this.rest();
      });
      this.surface.addEventListener("focus", () => {
        if (this.surface.matches(":focus-visible")) this.show(Math.max(this.at, 0));
      });
      this.surface.addEventListener("blur", () => this.rest());
      this.surface.addEventListener("keydown", (event) => this.key(event));
      new ResizeObserver(() => this.choose()).observe(drawing);
    }

    // Of the two layouts, the one that is shown.
    choose() {
      const svg = [...this.drawing.querySelectorAll("svg")].find((one) => one.clientWidth > 0);
      if (!svg || svg === this.svg) { this.rest(); return; }
      this.svg = svg;
      this.all = marksOf(svg);
      this.filter();
    }

    filter() {
      this.marks = this.all.filter((mark) => !this.off.has(mark.place));
      this.surface.setAttribute("aria-valuemax", String(Math.max(this.marks.length - 1, 0)));
      this.at = -1;
      this.told(0);
      this.rest();
    }

    scale() {
      const box = this.svg.getBoundingClientRect();
      const view = this.svg.viewBox.baseVal;
      return { box, by: box.width / view.width };
    }

    near(event) {
      const { box, by } = this.scale();
      const x = (event.clientX - box.left) / by, y = (event.clientY - box.top) / by;
      let best = -1, least = 60 ** 2;
      this.marks.forEach((mark, number) => {
        const far = (mark.x - x) ** 2 + (mark.y - y) ** 2;
        if (far < least) { least = far; best = number; }
      });
      if (best < 0) this.rest(); else this.show(best);
    }

    key(event) {
      const last = this.marks.length - 1;
      const next = {
        ArrowRight: () => this.at + 1, ArrowUp: () => this.at + 1,
        ArrowLeft: () => this.at - 1, ArrowDown: () => this.at - 1,
        Home: () => 0, End: () => last,
        PageDown: () => this.place(1), PageUp: () => this.place(-1),
      }[event.key];
      if (event.key === "Escape") this.rest();
      if (!next) return;
      event.preventDefault();
      this.show(Math.min(Math.max(next(), 0), last));
    }

    // The first mark of the place after or before this one.
    place(step) {
      const names = [...new Set(this.marks.map((mark) => mark.place))];
      const now = names.indexOf(this.marks[Math.max(this.at, 0)].place);
      const name = names[Math.min(Math.max(now + step, 0), names.length - 1)];
      return this.marks.findIndex((mark) => mark.place === name);
    }

    told(number) {
      const mark = this.marks[number];
      this.surface.setAttribute("aria-valuenow", String(number));
      this.surface.setAttribute("aria-valuetext", mark ? `${mark.place}, ${mark.text}` : "none");
    }

    show(number) {
      const mark = this.marks[number];
      if (!mark) return;
      this.at = number;
      this.told(number);
      const { box, by } = this.scale();
      const frame = this.drawing.getBoundingClientRect();
      const x = box.left - frame.left + mark.x * by, y = box.top - frame.top + mark.y * by;
      this.tip.replaceChildren(make("strong", {}, mark.place), mark.text);
      this.tip.hidden = this.point.hidden = false;
      const half = this.tip.offsetWidth / 2;
      const across = Math.min(Math.max(x, half), Math.max(frame.width - half, half));
      this.tip.classList.toggle("evb-below", y < this.tip.offsetHeight + 16);
      Object.assign(this.point.style, { left: `${x}px`, top: `${y}px` });
      Object.assign(this.tip.style, { left: `${across}px`, top: `${y}px` });
    }

    rest() { this.tip.hidden = this.point.hidden = true; }
  }

  /* Lines: a box to tick for each comparator. Elements of a line bear its number, data-s. */

  const linesOf = (svg) => {
    // Our own place is told first; lines are numbered from behind, so its number is the highest.
    const places = [...new Set(marksOf(svg).map((mark) => mark.place))];
    return places.map((place, number) => ({ place, number: places.length - 1 - number }));
  };

  const lineSwitches = (figure, reader) => {
    const drawings = [...figure.querySelectorAll(".evb-drawing svg")];
    const lines = linesOf(drawings[0]);
    if (lines.length < 3) return;
    const boxes = make("fieldset", {}, make("legend", { class: "evb-hidden" }, "Lines to show"));
    for (const { place, number } of lines.slice(1)) {
      const box = make("input", { type: "checkbox" });
      box.checked = true;
      box.addEventListener("change", () => {
        for (const svg of drawings)
          for (const part of svg.querySelectorAll(`[data-s="${number}"]`))
            part.classList.toggle("evb-off", !box.checked);
        if (box.checked) reader.off.delete(place); else reader.off.add(place);
        reader.filter();
        say(`${place} ${box.checked ? "shown" : "hidden"}`);
      });
      boxes.append(make("label", {}, box, place));
    }
    const summary = make("summary", {}, "Choose lines", hidden(` of: ${titleOf(figure)}`));
    figure.querySelector(".evb-actions").prepend(make("details", { class: "evb-lines" }, summary, boxes));
  };

  /* Tables: a button in each head sorts the rows by its column. */

  const amount = (text) => {
    const found = text.replace(/−/g, "-").match(/^[^\d-]{0,3}(-?)[^\d]{0,2}([\d,]*\.?\d+)/);
    return found ? Number(`${found[1]}${found[2].replace(/,/g, "")}`) : NaN;
  };

  const keyOf = (cell, kind) => {
    const text = cell.textContent.trim();
    if (kind === "date") return Date.parse(text);
    return kind === "number" ? amount(text) : text;
  };

  const kindOf = (head, rows, column) => {
    if (head.classList.contains("evb-number")) return "number";
    const dated = rows.every((row) => !Number.isNaN(Date.parse(row.cells[column].textContent)));
    return dated && rows.every((row) => /[a-z]/i.test(row.cells[column].textContent)) ? "date" : "text";
  };

  const order = (a, b, turn) => {
    if (typeof a === "string") return turn * a.localeCompare(b, "en-GB", { numeric: true });
    // What is not known stands last either way.
    return Number.isNaN(a) - Number.isNaN(b) || turn * (a - b) || 0;
  };

  const sortBy = (table, column) => {
    const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], rows = [...body.rows];
    const head = heads[column], kind = kindOf(head, rows, column);
    const first = kind === "text" ? "ascending" : "descending";
    const other = first === "ascending" ? "descending" : "ascending";
    const sorted = head.getAttribute("aria-sort") === first ? other : first;
    const turn = sorted === "ascending" ? 1 : -1;
    const keyed = rows.map((row) => [keyOf(row.cells[column], kind), row]);
    keyed.sort((a, b) => order(a[0], b[0], turn));
    for (const one of heads) one.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sorted);
    body.append(...keyed.map((pair) => pair[1]));
    say(`Sorted by ${head.textContent}, ${sorted}`);
  };

  const sortable = (table) => {
    if (table.dataset.sortable || !table.tHead || (table.tBodies[0]?.rows.length ?? 0) < 3) return;
    table.dataset.sortable = "yes";
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = make("button", { type: "button" }, ...head.childNodes);
      button.addEventListener("click", () => sortBy(table, column));
      head.append(button);
    });
  };

  /* Pictures: the drawing as a file of its own, with its title and its source. */

  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 640, EDGE = 20;

  const wrapped = (text, font, width) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const lines = [""];
    for (const word of text.trim().split(/\s+/)) {
      const longer = `${lines[lines.length - 1]} ${word}`.trim();
      if (pen.measureText(longer).width * 1.08 > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines.filter(Boolean);
  };

  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  const picture = (figure) => {
    const family = "'Source Sans Pro', Arial, sans-serif";
    const drawing = figure.querySelector(".evb-wide svg").cloneNode(true);
    for (const part of drawing.querySelectorAll(".evb-marks, .evb-off")) part.remove();
    const view = drawing.viewBox.baseVal;
    const parts = [];
    let y = EDGE;
    const write = (text, size, weight, colour) => {
      for (const line of wrapped(text, `${weight} ${size}px ${family}`, WIDTH)) {
        y += size * 1.3;
        parts.push(`<text x="${EDGE}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(line)}</text>`);
      }
    };
    const textOf = (name) => figure.querySelector(name)?.textContent ?? "";
    write(textOf(".evb-title"), 18, 600, "#0B0C0C");
    write(textOf(".evb-subtitle"), 14, 400, "#505A5F");
    y += 14;
    drawing.removeAttribute("style");
    drawing.setAttribute("x", EDGE);
    drawing.setAttribute("y", y.toFixed(1));
    drawing.setAttribute("width", view.width);
    drawing.setAttribute("height", view.height);
    parts.push(new XMLSerializer().serializeToString(drawing));
    y += view.height + 8;
    for (const note of figure.querySelectorAll(".evb-note")) write(note.textContent, 12, 400, "#505A5F");
    write(textOf(".evb-source"), 12, 400, "#505A5F");
    write(textOf(".evb-where"), 12, 400, "#505A5F");
    const wide = WIDTH + 2 * EDGE, tall = Math.ceil(y + EDGE);
    const alt = figure.querySelector(".evb-wide").getAttribute("aria-label");
    return `<svg xmlns="${SVG}" viewBox="0 0 ${wide} ${tall}" width="${wide}" height="${tall}" font-family="${family}" role="img">` +
      `<title>${escaped(titleOf(figure))}</title><desc>${escaped(alt)}</desc>` +
      `<rect width="${wide}" height="${tall}" fill="#FFFFFF"/>${parts.join("")}</svg>`;
  };

  const save = (text, name) => {
    const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const link = make("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };

  const pictureButton = (figure) => {
    const button = make("button", { type: "button" }, "Download picture", hidden(` of: ${titleOf(figure)}`));
    button.addEventListener("click", () => {
      save(picture(figure), `${figure.id}.svg`);
      say("Picture downloaded");
    });
    const csv = figure.querySelector(".evb-actions .evb-download");
    if (csv) csv.after(button); else figure.querySelector(".evb-actions").prepend(button);
  };

  /* Addresses: whole in citations, and copied by the link that leads to them. */

  // A page read from a folder has an address for this machine alone.
  const published = location.protocol !== "file:";

  const copyAddress = async (link) => {
    const said = make("span", { class: "evb-said", "aria-hidden": "true" }, "Address copied");
    try {
      await navigator.clipboard.writeText(link.href);
    } catch { return; } // The link has been followed: the address stands in the bar.
    say("Address copied");
    if (link.classList.contains("evb-sign")) return;
    link.after(said);
    setTimeout(() => said.remove(), 2500);
  };

  const addresses = () => {
    for (const one of document.querySelectorAll(".evb-where"))
      if (published) one.textContent = new URL(one.textContent, location.href).href;
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.evb-address");
      if (link) copyAddress(link);
    });
  };

  const start = () => {
    document.body.append(status);
    for (const figure of document.querySelectorAll(".evb-figure")) {
      if (!figure.querySelector(".evb-wide svg")) continue;
      pictureButton(figure);
      if (!figure.querySelector(".evb-marks")) continue;
      const reader = new Reader(figure.querySelector(".evb-drawing"), titleOf(figure));
      if (figure.querySelector("[data-s]")) lineSwitches(figure, reader);
    }
    for (const table of document.querySelectorAll(".evb-table .evb-data-table")) sortable(table);
    // Tables within what is folded wait until they are looked at.
    document.addEventListener("toggle", (event) => {
      if (event.target.open) for (const table of event.target.querySelectorAll(".evb-data-table")) sortable(table);
    }, true);
    // What is folded is printed too, where it is evidence and no repetition.
    addEventListener("beforeprint", () => {
      for (const rest of document.querySelectorAll("details.evb-rest")) rest.open = true;
    });
    addresses();
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
