// How the show goes: the numbers above, the outputs, inputs and dreamers, the beat, and what was said.
import { at, element } from "./dom.js";
import { on, status, values } from "./link.js";

const LEVELS = { open: "good", dreaming: "good", waiting: "warn", failed: "bad" };
const TOAST = 7000; // ms that a message stays below

function put(id, text, level = "") {
  const where = at(id);
  if (!where) return;
  if (where.textContent !== text) where.textContent = text;
  where.className = level;
}

const number = (value, digits) => (typeof value === "number" ? value.toFixed(digits) : "–");

function clock(seconds) {
  if (typeof seconds !== "number") return "–";
  const whole = Math.floor(seconds), two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

const gigabytes = (megabytes) => (megabytes >= 1000 ? `${(megabytes / 1000).toFixed(1)} GB` : `${Math.round(megabytes)} MB`);

// Rows of a list, left alone while nothing in them is new: screen readers announce what changes.
export function list(where, rows, none) {
  const key = JSON.stringify([rows, none]);
  if (!where || where.dataset.key === key) return;
  where.dataset.key = key;
  where.replaceChildren(...rows.map(({ level, name, text }) => element("li", level ? { "data-state": level } : {},
    level && element("i", { "aria-hidden": "true" }), element("span", {}, name), text ? element("small", {}, text) : null)));
  if (!rows.length) where.append(element("li", { class: "none" }, none));
}

const devices = (found) => Object.entries(found ?? {}).map(([name, each]) => ({
  level: each.error ? "bad" : LEVELS[each.state] ?? "warn", name,
  text: [each.text, each.size?.[0] ? each.size.join(" × ") : "", each.fps ? `${each.fps.toFixed(1)} fps` : "", each.dropped ? `${each.dropped} dropped` : "", each.error].filter(Boolean).join(" · "),
}));

export function figures() {
  const box = (id, name) => element("div", {}, element("dt", {}, name), element("dd", { id }, "–"));
  return element("dl", { class: "figures" }, box("position", "position"), box("size", "picture"), box("uptime", "running"), box("shown", "shown"), box("quality", "quality"), box("restarts", "dreamers restarted"), box("parts", "memory"));
}

on("status", () => {
  const { fps, target_fps: target, late, keyframes, memory = {} } = status;
  put("fps", number(fps, 1), typeof target === "number" && fps < target * 0.97 ? "warn" : "");
  put("late", number(late, 0), late > 0 ? "warn" : "");
  put("keyframes", number(keyframes, 1));
  put("memory", memory.stage ? gigabytes(Object.values(memory).reduce((a, b) => a + b, 0)) : "–");
  put("parts", Object.entries(memory).filter(([, size]) => size).map(([name, size]) => `${name} ${gigabytes(size)}`).join(" · ") || "–");
  put("position", number(status.position, 2));
  put("size", Array.isArray(status.size) ? status.size.join(" × ") : "–");
  put("uptime", clock(status.uptime));
  put("shown", status.shown || "–", status.shown && status.shown !== "dream" ? "warn" : "");
  put("quality", status.quality || "–");
  put("restarts", number(status.restarts, 0));
  put("dreamer", status.dreamer || "–");
  at("dreamer").parentElement.dataset.state = status.error ? "bad" : status.ready && (status.shown ?? "dream") === "dream" ? "good" : "warn";
  list(at("outputs"), devices(status.outputs), status.outputs ? "none" : "–");
  list(at("inputs"), devices(status.inputs), status.inputs ? "none" : "–");
  list(at("dreamers"), devices(status.dreamers), "one alone");
  const recording = Object.entries(status.outputs ?? {}).some(([name, each]) => name.startsWith("recording") && each.state === "open");
  at("record").setAttribute("aria-pressed", recording);
  list(at("bindings"), (status.midi ?? []).map(([port, map]) => ({ level: map ? "good" : "warn", name: port, text: map || "no map yet: learn makes one" })), status.midi ? "no controller is plugged in" : "–");
  if (status.beat !== heard?.beat) heard = { beat: status.beat, at: performance.now() };
  document.querySelectorAll(".moved").forEach((each) => each.moved(status.moved?.[each.dataset.address]));
  for (const [address, value] of Object.entries(status.moved ?? {})) document.querySelector(`.fader[data-address="${address}"]`)?.moved(value);
  document.querySelectorAll(".waits").forEach((each) => each.classList.toggle("waits", status.waits?.includes(each.dataset.address)));
  for (const address of status.waits ?? []) document.querySelector(`[data-address="${address}"]`)?.classList.add("waits");
});

// The beat goes on by itself between what the show tells of it.
let heard = null;
const lights = at("beat");
function beat() {
  lights.hidden = typeof heard?.beat !== "number";
  if (lights.hidden) return;
  const now = heard.beat + ((performance.now() - heard.at) / 60000) * (values.get("/tempo/bpm") ?? 120);
  const place = ((Math.floor(now) % 4) + 4) % 4;
  [...lights.children].forEach((light, i) => light.classList.toggle("on", i === place));
}
setInterval(beat, 40);

let said = [], fading = 0;
export function say(text, level) {
  at("toast").textContent = text;
  at("toast").dataset.level = level ?? "";
  clearTimeout(fading);
  fading = setTimeout(() => { at("toast").textContent = ""; }, TOAST);
}
function tell() {
  const time = (seconds) => new Date(seconds * 1000).toTimeString().slice(0, 8);
  list(at("messages"), said.map((each) => ({ level: each.trouble ? "bad" : "good", name: each.text, text: time(each.at) })).reverse(), "nothing to report");
}
on("messages", (news) => {
  if ((news.at(-1)?.number ?? 0) < (said.at(-1)?.number ?? 0)) said = []; // another show
  const fresh = news.filter((each) => each.number > (said.at(-1)?.number ?? 0));
  if (!fresh.length) return tell();
  const first = !said.length;
  said = [...said, ...fresh].slice(-60);
  tell();
  if (!first || Date.now() / 1000 - fresh.at(-1).at < 5) say(fresh.at(-1).text, fresh.at(-1).trouble ? "bad" : "");
  return undefined;
});
on("answers", (answers) => {
  for (const [address, ...args] of answers) say(`${address} ${args.join(", ")}`);
});
