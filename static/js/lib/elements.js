// Elements built in code. Text always goes in as text.

/**
 * A new element. Of `properties`, names with a dash or in ATTRIBUTES become attributes (null and false leave them out),
 * "on…" names become listeners, the others properties of the element. `children` are nodes and strings.
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) set(made, key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const ATTRIBUTES = new Set(["class", "for", "role", "dir", "lang", "list", "href"]);

function set(made, key, value) {
  if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
  else if (!ATTRIBUTES.has(key) && !key.includes("-")) made[key] = value;
  else if (value !== null && value !== undefined && value !== false) {
    made.setAttribute(key, value === true ? "" : value);
  }
}
