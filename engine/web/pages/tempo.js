// The tempo: a large pad to tap on, the rest of its group by the table.
import { element } from "./dom.js";
import { act } from "./link.js";
import { command, control } from "./controls.js";

const NUDGE = 0.05; // beats

export function tempo(parameters, actions) {
  const mine = (row) => row.address.startsWith("/tempo/");
  const tap = actions.get("/tempo/tap"), nudge = actions.get("/tempo/nudge");
  const pad = tap && element("button", { type: "button", class: "tap", "data-action": tap.address, title: tap.doc }, "Tap");
  pad?.addEventListener("pointerdown", (event) => { if (!document.body.classList.contains("learning")) { act(tap.address); event.preventDefault(); pad.focus(); } });
  pad?.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); if (!event.repeat) act(tap.address); } });
  const push = (by, text, name) => element("button", { type: "button", "data-action": nudge.address, title: nudge.doc, "aria-label": name, onclick: () => act(nudge.address, by) }, text);
  const rest = [...actions.values()].filter((row) => mine(row) && row !== tap && row !== nudge);
  return element("div", { class: "tempo" },
    element("div", { class: "line" }, nudge && push(-NUDGE, "◀", "later"), pad, nudge && push(NUDGE, "▶", "earlier")),
    element("div", { class: "controls" }, ...[...parameters.values()].filter(mine).map(control)), ...rest.map((row) => command(row)));
}
