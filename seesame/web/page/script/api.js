/** The server's addresses, and its refusals as errors. */

import { linesOf } from "./lines.js";

const ROOT = "api/v1";

/** A refusal that the server explained, or that it cannot be reached. */
export class Refused extends Error {
  /** @param {string} code @param {string} detail @param {number} [after] seconds to wait */
  constructor(code, detail, after) {
    super(detail);
    this.code = code;
    this.after = after;
  }
}

/** @param {string} path @param {Record<string, string | number | undefined>} [query] @returns {string} */
export function address(path, query) {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return `${ROOT}/${path}${text ? `?${text}` : ""}`;
}

/**
 * @param {string} method @param {string} path
 * @param {{query?: Record<string, any>, json?: unknown, body?: Blob, signal?: AbortSignal,
 *   headers?: Record<string, string>}} [more]
 * @returns {Promise<Response>}
 */
export async function ask(method, path, more = {}) {
  const headers = { ...more.headers };
  if (more.json !== undefined) headers["content-type"] = "application/json";
  if (more.body !== undefined) headers["content-type"] ??= more.body.type || "application/octet-stream";
  /** @type {Response} */
  let response;
  try {
    response = await fetch(address(path, more.query), {
      method, headers, signal: more.signal, body: more.json !== undefined ? JSON.stringify(more.json) : more.body,
    });
  } catch (error) {
    if (more.signal?.aborted) throw error;
    throw new Refused("unreachable", "");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** @param {Response} response @returns {Promise<Refused>} */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const after = Number(response.headers.get("retry-after")) || undefined;
  return new Refused(problem.code ?? "bug", problem.detail ?? response.statusText, after);
}

/**
 * @param {string} method @param {string} path @param {Parameters<typeof ask>[2]} [more]
 * @returns {Promise<any>} what the server told; null where it told nothing
 */
export async function tell(method, path, more) {
  const response = await ask(method, path, more);
  return response.status === 204 ? null : response.json();
}

/**
 * @param {unknown} search @param {AbortSignal} signal
 * @returns {AsyncGenerator<any, void, void>} the lines of a search
 */
export async function* searchLines(search, signal) {
  const response = await ask("POST", "search", { json: search, signal });
  if (response.body) yield* linesOf(response.body);
}

/**
 * @param {string} id @param {number} side @param {import("./shapes.js").Box | null} [box]
 * @param {string} [version] of the picture; with it browsers keep the view for good
 * @returns {string}
 */
export function viewOf(id, side, box, version) {
  return address(`pictures/${id}/view`, { side, box: box ? box.map(Math.round).join(",") : undefined, v: version });
}

/** @param {string} id @param {string} [version] @returns {string} */
export function thumbnailOf(id, version) {
  return address(`pictures/${id}/thumbnail`, { v: version });
}
