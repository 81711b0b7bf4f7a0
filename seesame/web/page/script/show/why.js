/** Why something was found: the words, and the parts that the score adds up from. */

import { h } from "../nodes.js";
import { scoreText, texts } from "../texts.js";
import { progress } from "./parts.js";

/** @param {import("../state.js").Looking} looking */
export function whyPanel(looking) {
  const { why } = looking;
  return h("aside", { key: "why", class: "why", "aria-label": texts.looking.whyTitle, "aria-busy": String(!why) },
    why
      ? [h("h3", { key: "headline" }, why.headline), h("p", { key: "text" }, why.text), why.breakdown && parts(why),
        h("h3", { key: "sheet-title" }, texts.looking.sheet),
        h("a", { key: "sheet", class: "sheet", href: looking.whySheet || undefined, target: "_blank", rel: "noopener" },
          looking.whySheet ? h("img", { src: looking.whySheet, alt: texts.looking.sheet }) : progress(texts.loading, 0, 0))]
      : progress(texts.loading, 0, 0));
}

/** Bars of which each begins where the one before ended, in log-odds. */
/** @param {any} why */
function parts(why) {
  const all = Object.entries(/** @type {Record<string, number>} */ (why.breakdown.parts)).filter(([, value]) => Math.abs(value) > 0.005);
  let sum = 0;
  const bars = all.map(([name, value]) => {
    const bar = { name, value, from: Math.min(sum, sum + value), to: Math.max(sum, sum + value) };
    sum += value;
    return bar;
  });
  const low = Math.min(0, ...bars.map((bar) => bar.from));
  const high = Math.max(0, ...bars.map((bar) => bar.to));
  /** @param {number} value */
  const at = (value) => String((value - low) / Math.max(high - low, 1e-6));
  return h("table", { key: "parts", class: "parts" },
    h("tbody", null,
      bars.map((bar) => h("tr", { key: bar.name },
        h("th", { scope: "row" }, texts.looking.parts.names[bar.name] ?? bar.name),
        h("td", { class: "figure" }, `${bar.value > 0 ? "+" : "−"}${Math.abs(bar.value).toFixed(1)}`),
        h("td", { class: "part" }, h("span", {
          class: bar.value > 0 ? "for" : "against", vars: { "--from": at(bar.from), "--to": at(bar.to) },
        })))),
      h("tr", { key: "sum", class: "sum" },
        h("th", { scope: "row" }, texts.looking.score), h("td", { class: "figure" }, scoreText(why.breakdown.score)), h("td", null))));
}
