/**
 * Masks as COCO's run lengths: column by column, background first.
 *
 * Source: the packing of `maskApi.c` in pycocotools: five bits a character, a sign, and from the third run on the
 * difference to the run before the last.
 */

/** @typedef {{size: [number, number], counts: string}} RunLengths height, width; packed runs */
/** @typedef {{width: number, height: number, pixels: Uint8Array}} Bitmap row by row, 1 where the mask is */

/**
 * The runs of a packed string.
 * @param {string} packed
 * @returns {number[]}
 */
export function unpack(packed) {
  /** @type {number[]} */
  const runs = [];
  let at = 0;
  while (at < packed.length) {
    let value = 0;
    let shift = 0;
    let more = true;
    while (more) {
      const five = packed.charCodeAt(at++) - 48;
      value |= (five & 31) << shift;
      shift += 5;
      more = (five & 32) !== 0;
      if (!more && five & 16 && shift < 32) value |= -1 << shift;
    }
    if (runs.length > 2) value += runs[runs.length - 2];
    runs.push(value);
  }
  return runs;
}

/**
 * The mask as pixels.
 * @param {RunLengths} mask
 * @returns {Bitmap}
 */
export function decode(mask) {
  const [height, width] = mask.size;
  const pixels = new Uint8Array(width * height);
  let at = 0;
  let inside = 0;
  for (const run of unpack(mask.counts)) {
    if (inside) {
      for (let n = at; n < at + run; n++) pixels[(n % height) * width + Math.floor(n / height)] = 1;
    }
    at += run;
    inside = 1 - inside;
  }
  if (at !== width * height && mask.counts !== "") {
    throw new Error(`the runs cover ${at} pixels, expected ${width * height}`);
  }
  return { width, height, pixels };
}

/**
 * The outlines of a mask along the edges of its pixels; holes are outlines too, so fill by the even-odd rule.
 * @param {Bitmap} bitmap
 * @returns {number[][]} a flat x1, y1, x2, y2, ... each
 */
export function trace(bitmap) {
  const { width, height, pixels } = bitmap;
  /** @param {number} x @param {number} y */
  const inside = (x, y) => x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x] === 1;
  const seen = new Uint8Array((width + 1) * (height + 1));
  /** @type {number[][]} */
  const outlines = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (inside(x, y) && !inside(x, y - 1) && !seen[y * (width + 1) + x]) {
        outlines.push(walk(inside, seen, width + 1, x, y));
      }
    }
  }
  return outlines;
}

/** Right, down, left, up; and the pixel that lies to the right of a step from a corner in each direction. */
const STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]];
const RIGHT = [[0, 0], [-1, 0], [-1, -1], [0, -1]];
const LEFT = [[0, -1], [0, 0], [-1, 0], [-1, -1]];

/**
 * Once around a piece, the mask on the right hand, from the upper left corner of one of its upper edges.
 * @param {(x: number, y: number) => boolean} inside
 * @param {Uint8Array} seen corners at which an upper edge was walked; written to
 * @param {number} stride
 * @param {number} startX
 * @param {number} startY
 * @returns {number[]}
 */
function walk(inside, seen, stride, startX, startY) {
  /** @type {number[]} */
  const corners = [];
  let [x, y, heading] = [startX, startY, 0];
  let before = -1;
  do {
    if (heading === 0) seen[y * stride + x] = 1;
    if (heading !== before) corners.push(x, y);
    before = heading;
    x += STEPS[heading][0];
    y += STEPS[heading][1];
    const turnRight = (heading + 1) % 4;
    const turnLeft = (heading + 3) % 4;
    const [aheadLeft, aheadRight] = [LEFT[heading], RIGHT[heading]];
    if (inside(x + aheadRight[0], y + aheadRight[1])) {
      heading = inside(x + aheadLeft[0], y + aheadLeft[1]) ? turnLeft : heading;
    } else {
      heading = turnRight;
    }
  } while (x !== startX || y !== startY || heading !== 0);
  return corners;
}
