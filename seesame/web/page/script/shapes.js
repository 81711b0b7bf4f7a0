/** Boxes, outlines and frames; boxes are x1, y1, x2, y2 in pixels of the picture, right and bottom exclusive. */

/** @typedef {[number, number, number, number]} Box */
/** @typedef {[number, number]} Point */

/**
 * The box between two corners, inside a picture, on whole pixels.
 * @param {Point} from @param {Point} to @param {number} width @param {number} height
 * @returns {Box}
 */
export function boxBetween(from, to, width, height) {
  /** @param {number} value @param {number} most */
  const within = (value, most) => Math.min(Math.max(value, 0), most);
  return [
    Math.floor(within(Math.min(from[0], to[0]), width)),
    Math.floor(within(Math.min(from[1], to[1]), height)),
    Math.ceil(within(Math.max(from[0], to[0]), width)),
    Math.ceil(within(Math.max(from[1], to[1]), height)),
  ];
}

/** @param {Box} box @param {number} [least] @returns {boolean} whether it is large enough to hold a thing */
export function holds(box, least = 4) {
  return box[2] - box[0] >= least && box[3] - box[1] >= least;
}

/**
 * A box moved and grown, kept inside the picture.
 * @param {Box} box @param {number} right @param {number} down @param {number} wider @param {number} taller
 * @param {number} width @param {number} height
 * @returns {Box}
 */
export function nudge(box, right, down, wider, taller, width, height) {
  const w = Math.min(Math.max(box[2] - box[0] + wider, 4), width);
  const h = Math.min(Math.max(box[3] - box[1] + taller, 4), height);
  const x = Math.min(Math.max(box[0] + right, 0), width - w);
  const y = Math.min(Math.max(box[1] + down, 0), height - h);
  return [x, y, x + w, y + h];
}

/** @param {Box} a @param {Box} b @returns {number} the shared part of both, 0 to 1 */
export function overlap(a, b) {
  const w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (w <= 0 || h <= 0) return 0;
  /** @param {Box} box */
  const area = (box) => (box[2] - box[0]) * (box[3] - box[1]);
  return (w * h) / (area(a) + area(b) - w * h);
}

/**
 * A box with room around it, inside the picture, on whole pixels.
 * @param {Box} box @param {number} room as a share of its longer side @param {number} width @param {number} height
 * @returns {Box}
 */
export function around(box, room, width, height) {
  const more = room * Math.max(box[2] - box[0], box[3] - box[1]);
  return boxBetween([box[0] - more, box[1] - more], [box[2] + more, box[3] + more], width, height);
}

/**
 * The view after zooming by a factor about a point; never larger than the picture, never smaller than 16 pixels.
 * @param {Box} view @param {number} factor above 1 is nearer @param {Point} about @param {number} width
 * @param {number} height
 * @returns {Box}
 */
export function zoom(view, factor, about, width, height) {
  const least = Math.min(16 / Math.min(width, height), 1);
  const share = Math.min(Math.max((view[2] - view[0]) / width / factor, least), 1);
  const [w, h] = [share * width, share * height];
  const across = (about[0] - view[0]) / (view[2] - view[0]);
  const down = (about[1] - view[1]) / (view[3] - view[1]);
  const x = Math.min(Math.max(about[0] - across * w, 0), width - w);
  const y = Math.min(Math.max(about[1] - down * h, 0), height - h);
  return [x, y, x + w, y + h];
}

/**
 * An outline along pixel edges with its stairs smoothed: each corner is cut by half a pixel.
 * @param {number[]} outline flat x, y, ...
 * @returns {number[]}
 */
export function smooth(outline) {
  const count = outline.length / 2;
  /** @type {number[]} */
  const points = [];
  for (let n = 0; n < count; n++) {
    const [x, y] = [outline[2 * n], outline[2 * n + 1]];
    for (const other of [(n + count - 1) % count, (n + 1) % count]) {
      const [dx, dy] = [outline[2 * other] - x, outline[2 * other + 1] - y];
      const part = 0.5 / Math.max(Math.hypot(dx, dy), 1);
      const [px, py] = [x + dx * part, y + dy * part];
      const last = points.length;
      if (last < 2 || points[last - 2] !== px || points[last - 1] !== py) points.push(px, py);
    }
  }
  const last = points.length;
  if (last > 2 && points[0] === points[last - 2] && points[1] === points[last - 1]) points.length = last - 2;
  return points;
}

/**
 * Outlines as the `d` of an SVG path, to be filled by the even-odd rule.
 * @param {number[][]} outlines
 * @returns {string}
 */
export function pathOf(outlines) {
  return outlines
    .filter((each) => each.length >= 6)
    .map((each) => {
      const points = smooth(each);
      const pairs = [];
      for (let n = 0; n < points.length; n += 2) pairs.push(`${short(points[n])} ${short(points[n + 1])}`);
      return `M${pairs.join("L")}Z`;
    })
    .join("");
}

/** @param {Box} box @returns {string} as the `d` of an SVG path */
export function boxPath(box) {
  return `M${box[0]} ${box[1]}H${box[2]}V${box[3]}H${box[0]}Z`;
}

/** @param {number} value */
function short(value) {
  return Math.round(value * 100) / 100;
}
