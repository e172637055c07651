// Keyboard shortcuts, and the list of them.
import { at, element, typing } from "./dom.js";
import { act, set, values } from "./link.js";
import { full } from "./picture.js";
import { close, learning } from "./learn.js";

export function keys(parameters, actions, { recall }) {
  const flip = (address) => parameters.has(address) && (() => set(address, values.get(address) ? 0 : 1));
  const run = (address) => actions.has(address) && (() => act(address));
  const fade = (by) => () => set("/deck/mix", Math.min(1, Math.max(0, (values.get("/deck/mix") ?? 0) + by)));
  const table = [
    ["/", "write a prompt", () => document.querySelector("#prompt .words")?.focus()],
    [" ", "go to the next cue", run("/cue/go")],
    ["t", "tap the tempo", run("/tempo/tap")],
    ["n", "a new seed", run("/dream/seed/next")],
    ["1 2 3 4 5 6 7 8 9 0", "recall preset 1 to 10", (key) => recall(Number(key) || 10)],
    [",", "the preset before", run("/preset/previous")],
    [".", "the next preset", run("/preset/next")],
    ["[", "towards deck A", fade(-0.05)],
    ["]", "towards deck B", fade(0.05)],
    ["b", "blackout", flip("/master/blackout")],
    ["z", "freeze", flip("/master/freeze")],
    ["r", "record, or stop recording", actions.has("/record/start") && (() => at("record").click())],
    ["l", "MIDI learn", actions.has("/midi/learn") && (() => at("learn").click())],
    ["f", "full screen", full],
    ["?", "this list", () => at("keys").showModal()],
  ].filter(([, , call]) => call);
  const calls = new Map(table.flatMap(([names, , call]) => (names === " " ? [names] : names.split(" ")).map((name) => [name, call])));
  at("keys").querySelector("dl").replaceChildren(...table.flatMap(([names, text]) => [
    element("dt", {}, element("kbd", {}, names === " " ? "space" : names.length > 3 ? "1 – 0" : names.toUpperCase())), element("dd", {}, text)]),
  element("dt", {}, element("kbd", {}, "double click")), element("dd", {}, "a control's default"),
  element("dt", {}, element("kbd", {}, "right click")), element("dd", {}, "a control's menu"),
  element("dt", {}, element("kbd", {}, "shift drag")), element("dd", {}, "fine"));
  at("help").addEventListener("click", () => at("keys").showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); learning(false); return; }
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target.closest("button, a, summary")) return; // presses what has the focus
    const call = calls.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!call || (event.repeat && !"[]".includes(event.key))) return;
    event.preventDefault();
    call(event.key);
  });
}
