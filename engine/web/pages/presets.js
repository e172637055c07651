// Presets as a grid of pictures. One that has no picture yet gets the colours that its text speaks of.
import { element } from "./dom.js";
import { act, on, status } from "./link.js";
import { command } from "./controls.js";

const HUES = {
  ember: 16, fire: 14, lava: 8, red: 355, crimson: 348, rust: 18, orange: 28, sunset: 22, amber: 38, gold: 44, yellow: 52, sand: 38, desert: 34,
  lime: 82, green: 130, forest: 140, toxic: 100, moss: 95, mint: 158, teal: 176, aurora: 160, sea: 195, ocean: 205, water: 200, cyan: 188, ice: 198, arctic: 196,
  sky: 208, blue: 222, midnight: 235, night: 238, indigo: 248, violet: 268, purple: 280, nebula: 276, vapor: 292, magenta: 308, pink: 330, rose: 340, candy: 326, neon: 312, dusk: 300, royal: 256, pastel: 318,
};
const GREY = /noir|grey|gray|ink|smoke|fog|concrete|chrome|marble|silver|white|black/;

function colours(text) {
  const lower = text.toLowerCase();
  const found = Object.entries(HUES).filter(([word]) => lower.includes(word)).map(([word, hue]) => [lower.indexOf(word), hue]).sort((a, b) => a[0] - b[0]).map(([, hue]) => hue);
  let hash = 7;
  for (const letter of lower) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  if (!found.length && !GREY.test(lower)) found.push(hash % 360);
  if (found.length === 1) found.push((found[0] + 40) % 360);
  const strength = found.length ? 70 : 6;
  const [one, two, three] = [found[0] ?? 220, found[1] ?? 260, found[2] ?? found[0] ?? 240];
  const place = (shift) => 12 + ((hash >>> shift) % 70);
  return `radial-gradient(circle at ${place(0)}% ${place(3)}%, hsl(${one} ${strength}% 58% / .95), transparent 58%),`
    + `radial-gradient(circle at ${place(6)}% ${place(9)}%, hsl(${two} ${strength}% 46% / .9), transparent 62%),`
    + `linear-gradient(${hash % 360}deg, hsl(${three} ${strength}% 16%), hsl(${two} ${strength}% 7%))`;
}

export function presets(actions) {
  const over = element("select", { "aria-label": "How long a recall takes", title: "how long a recall takes" });
  const lengths = [["at once", null], ...[1, 2, 4, 8, 16].map((s) => [`${s} s`, "/preset/recall", s])];
  if (actions.has("/preset/recall/beats")) lengths.push(...[1, 4, 8, 16, 32].map((n) => [`${n} beat${n > 1 ? "s" : ""}`, "/preset/recall/beats", n]));
  over.append(...lengths.map(([name], i) => element("option", { value: i }, name)));
  const grid = element("div", { class: "grid" });
  let shown = [];

  function recall(name) {
    const [, address, length] = lengths[over.value];
    if (address) act(address, name, length);
    else act("/preset/recall", name);
  }
  on("presets", (list) => {
    shown = list;
    grid.replaceChildren(...list.map(({ name, number, text, picture }) => {
      const card = element("button", { type: "button", class: "preset", "data-action": "/preset/recall", "data-name": name, title: text, onclick: () => recall(name) },
        picture ? element("img", { src: `/thumbnails/${encodeURIComponent(name)}.jpg?${picture}`, alt: "", loading: "lazy" }) : element("span", { class: "swatch" }),
        element("span", { class: "title" }, name), element("kbd", { "aria-hidden": "true" }, String(number)));
      if (!picture) card.querySelector(".swatch").style.background = colours(`${name} ${text}`);
      return card;
    }));
    mark();
  });
  function mark() {
    for (const card of grid.children) card.toggleAttribute("aria-current", card.dataset.name === status.preset);
  }
  on("status", mark);

  const step = (address, text) => actions.has(address) && element("button", { type: "button", "data-action": address, title: actions.get(address).doc, "aria-label": actions.get(address).doc, onclick: () => act(address) }, text);
  const save = command(actions.get("/preset/save"), "Save");
  save.querySelector("input").placeholder = "a name for what is set now";
  save.classList.add("save");
  return {
    box: element("div", { class: "presets" }, element("div", { class: "line" }, step("/preset/previous", "◀"), step("/preset/next", "▶"), over, save), grid),
    recall: (number) => shown.filter((each) => each.number === number).forEach((each) => recall(each.name)),
  };
}
