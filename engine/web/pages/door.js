// Asks for the pin where the show is heard beyond its own machine; a QR code brings it behind the #.
import { at } from "./dom.js";
import { connect, on } from "./link.js";

const door = at("door"), pin = at("pin");

async function knock(given) {
  try {
    const answer = await fetch("/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ pin: given }) });
    const { open, error } = await answer.json();
    at("refused").textContent = error ?? "";
    if (!open) return pin.select();
    door.close();
    return connect();
  } catch {
    at("refused").textContent = "Reverie does not answer";
  }
}

door.addEventListener("cancel", (event) => event.preventDefault());
door.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  knock(pin.value.trim());
});
pin.addEventListener("input", () => { if (pin.value.trim().length === 6) knock(pin.value.trim()); });

on("link", (link) => {
  if (link !== "closed") return;
  const brought = location.hash.slice(1);
  if (!door.open) door.showModal();
  if (!/^[0-9]{6}$/.test(brought)) return;
  window.history.replaceState(null, "", location.pathname); // not to be read over a shoulder
  knock(brought);
});
