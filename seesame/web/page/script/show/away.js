/** The window from which results are taken away. */

import { parted } from "../answers.js";
import { h } from "../nodes.js";
import { thresholdOf } from "../question.js";
import { texts } from "../texts.js";
import { icon } from "./icons.js";
import { button, dialog, dialogHead } from "./parts.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../do/all.js").Actions} Actions */

/** @param {State} state @param {Actions} act */
export function awayDialog(state, act) {
  const { there, things } = parted(state.search.answers, thresholdOf(state));
  const busy = state.copied.startsWith("busy");
  return dialog("away", texts.away.title, act.closeDialog, "middle-window",
    dialogHead(texts.away.title, act.closeDialog),
    h("p", { class: "small", made: () => act.loadCommands() }, busy ? texts.away.working : texts.away.what(things, there.length)),
    h("ul", { class: "formats" },
      [...Object.entries(texts.away.formats), /** @type {const} */ (["card", texts.away.card])].map(([format, [name, what]]) =>
        h("li", { key: format }, h("button", {
          type: "button", class: "format", disabled: busy, "data-format": format, on: { click: () => act.takeAway(format) },
        }, icon("away"), h("strong", null, name), h("span", { class: "small" }, what))))),
    lines(state, act, "command", texts.away.command),
    lines(state, act, "python", texts.away.python),
    state.commands?.needs_card && h("p", { class: "small" }, texts.away.needsCard));
}

/** @param {State} state @param {Actions} act @param {"command" | "python"} kind @param {string} label */
function lines(state, act, kind, label) {
  const text = state.commands?.[kind] ?? "";
  return h("section", { key: kind, class: "lines" },
    h("h3", null, label),
    h("pre", { tabindex: "0", "aria-label": label }, h("code", null, text || " ")),
    button(state.copied === kind ? texts.away.copied : texts.away.copy, () => act.copy(text, kind), { kind: "quiet", off: !text }));
}
