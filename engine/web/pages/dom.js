// Elements in one line: element("button", { class: "go", onclick: f }, "Go", child).
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export const at = (id) => document.getElementById(id);

export const typing = (target) => target.closest("input, textarea, select, dialog[open]") !== null;
