// The attributes of a span or an event as fields.

import { t } from "../lib/messages.js";
import { choice, entry } from "./controls.js";
import { nameOf } from "./names.js";

/** Fields for `attributes` of the label set with their `values`; `change` is called with all values after a change. */
export function attributeFields(attributes, values, change, { prefix, disabled }) {
  return attributes.map((attribute) => {
    const put = (text) => change(changed(values, attribute, text));
    const options = { control: `${prefix}-${attribute.id}`, disabled };
    const title = attribute.required ? t("%(name)s (needed)", { name: nameOf(attribute) }) : nameOf(attribute);
    const value = values[attribute.id];
    if (attribute.kind === "choice") {
      const choices = attribute.choices.map((one) => [one.id, nameOf(one)]);
      return choice(title, [["", "–"], ...choices], value ?? "", put, options);
    }
    if (attribute.kind === "number") return entry(title, value, put, { ...options, type: "number" });
    return entry(title, value, put, { ...options, placeholder: attribute.kind === "date" ? "2024-03-01" : "" });
  });
}

function changed(values, attribute, text) {
  const after = { ...values };
  if (text.trim() === "") delete after[attribute.id];
  else after[attribute.id] = attribute.kind === "number" ? Number(text) : text.trim();
  return after;
}
