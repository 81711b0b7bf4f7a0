/** Long work: started, followed by server-sent events, called off. */

import { address, ask, tell } from "../api.js";
import { texts } from "../texts.js";

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {ReturnType<import("./notes.js").noteActions>} notes
 * @param {(job: any) => void} ended
 */
export function jobActions(store, notes, ended) {
  /** @type {EventSource | undefined} */
  let events;

  /** @param {any} job */
  function follow(job) {
    events?.close();
    store.set({ job });
    const source = new EventSource(address(`jobs/${job.id}/events`));
    events = source;
    source.addEventListener("progress", (event) => store.set({ job: JSON.parse(event.data) }));
    source.addEventListener("end", (event) => {
      source.close();
      const told = JSON.parse(event.data);
      store.set({ job: told });
      notes.note(`${texts.job.kinds[told.kind] ?? told.kind}: ${texts.job.states[told.state]}`, told.state === "failed");
      ended(told);
    });
  }

  return {
    /** @param {object} json what is to be done */
    async startJob(json) {
      try {
        const headers = { "idempotency-key": crypto.randomUUID?.() ?? String(Math.random()) };
        follow(await tell("POST", "jobs", { json, headers }));
      } catch (error) {
        notes.complain(error);
      }
    },
    async resumeJobs() {
      try {
        const { jobs } = await tell("GET", "jobs");
        const going = jobs.find((/** @type {any} */ each) => each.state === "running" || each.state === "waiting");
        if (going) follow(going);
      } catch (error) {
        notes.complain(error);
      }
    },
    async cancelJob() {
      const { job } = store.get();
      if (job) await ask("DELETE", `jobs/${job.id}`).catch(notes.complain);
    },
    dismissJob: () => store.set({ job: null }),
  };
}
