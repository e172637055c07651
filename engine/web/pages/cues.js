// The cue list: what comes next, in large, and the button that plays it.
import { element } from "./dom.js";
import { act, on, status } from "./link.js";
import { command } from "./controls.js";

const LARGE = { "/cue/go": "GO", "/cue/back": "Back", "/cue/hold": "Hold" };

export function cues(actions) {
  const next = element("p", { class: "next", "aria-live": "polite" });
  const list = element("ol", { class: "cues", "aria-label": "Cues" });
  const verbs = [...actions.values()].filter((row) => row.address.startsWith("/cue/"));
  const large = verbs.filter((row) => row.address in LARGE);
  const buttons = element("div", { class: "transport" }, ...large.map((row) =>
    element("button", { type: "button", class: row.address.slice(5), "data-action": row.address, title: row.doc, onclick: () => act(row.address) }, LARGE[row.address])));
  on("status", () => {
    const { list: name, names = [], at: here, next: coming } = status.cues ?? {};
    next.textContent = !status.cues ? "–" : names.length ? (coming ? `next: ${coming}` : "the last cue") : "no cues are loaded";
    const key = JSON.stringify([name, names, here, coming]);
    if (list.dataset.key === key) return;
    list.dataset.key = key;
    list.replaceChildren(...names.map((cue) => element("li", {}, element("button", { type: "button", class: cue === coming ? "coming" : "", "aria-current": cue === here, onclick: () => act("/cue/goto", cue) }, cue))));
  });
  return element("div", {}, next, buttons, list, ...verbs.filter((row) => !(row.address in LARGE)).map((row) => command(row)));
}
