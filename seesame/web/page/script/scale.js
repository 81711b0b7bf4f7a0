/**
 * The slider's scale: stops of stated false-alarm rates, strict to lenient, and where a score stands on it.
 */

/** @typedef {{rate: number, threshold: number, recall: number}} Stop */
/** @typedef {{same: string, advised: number, levels: Stop[]}} Scale */

/**
 * The stops from few false alarms to many.
 * @param {Scale | undefined} scale
 * @returns {Stop[]}
 */
export function stopsOf(scale) {
  return [...(scale?.levels ?? [])].sort((a, b) => a.rate - b.rate);
}

/**
 * Where a score stands on the scale, 0 (would count at the strictest stop) to 1 (at none); linear between stops.
 * @param {Stop[]} stops
 * @param {number} score
 * @returns {number}
 */
export function placeOf(stops, score) {
  if (stops.length < 2) return 1 - score;
  const last = stops.length - 1;
  if (score >= stops[0].threshold) return 0;
  for (let n = 1; n <= last; n++) {
    const [above, below] = [stops[n - 1].threshold, stops[n].threshold];
    if (score >= below) return (n - 1 + (above - score) / Math.max(above - below, 1e-9)) / last;
  }
  return 1;
}

/**
 * The threshold at a place of the scale, the inverse of `placeOf`.
 * @param {Stop[]} stops @param {number} place
 * @returns {number}
 */
export function thresholdAt(stops, place) {
  if (stops.length < 2) return 1 - place;
  const last = stops.length - 1;
  const at = Math.min(Math.max(place, 0), 1) * last;
  const n = Math.min(Math.floor(at), last - 1);
  const part = at - n;
  return stops[n].threshold * (1 - part) + stops[n + 1].threshold * part;
}

/**
 * The rate and the recall that were measured at a threshold, between stops linear in the logarithm of the rate.
 * @param {Stop[]} stops @param {number} threshold
 * @returns {{rate: number, recall: number} | null} null where nothing was measured
 */
export function measuredAt(stops, threshold) {
  if (stops.length < 2) return null;
  const at = placeOf(stops, threshold) * (stops.length - 1);
  const n = Math.min(Math.floor(at), stops.length - 2);
  const part = at - n;
  /** @param {number} a @param {number} b */
  const between = (a, b) => a * (1 - part) + b * part;
  return {
    rate: Math.exp(between(Math.log(stops[n].rate), Math.log(stops[n + 1].rate))),
    recall: between(stops[n].recall, stops[n + 1].recall),
  };
}

/**
 * From which score instances are asked for, so that the slider can be moved without asking again.
 * @param {Stop[]} stops @param {number} threshold the chosen one
 * @returns {number}
 */
export function floorOf(stops, threshold) {
  return Math.min(threshold, ...stops.map((stop) => stop.threshold), 0.5);
}
