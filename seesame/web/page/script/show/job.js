/** The line at the bottom that tells how far long work is. */

import { h } from "../nodes.js";
import { texts } from "../texts.js";
import { button, progress } from "./parts.js";

/** @param {import("../state.js").State} state @param {import("../do/all.js").Actions} act */
export function jobLine(state, act) {
  const { job } = state;
  const going = job.state === "running" || job.state === "waiting";
  const label = texts.job.kinds[job.kind] ?? job.kind;
  return h("aside", { key: "job", class: `job ${job.state}`, "aria-label": label },
    h("strong", null, label),
    h("span", { class: "figure" }, going ? texts.job.of(job.done, job.total) : texts.job.states[job.state]),
    h("span", { class: "file" }, job.problem ?? job.text),
    going
      ? button(texts.cancel, act.cancelJob, { key: "cancel" })
      : button(texts.close, act.dismissJob, { sign: "close", kind: "quiet", bare: true, key: "close" }),
    going && progress(label, job.done, job.total));
}
