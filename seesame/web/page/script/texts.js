/** All that the page says, in English. */

/** @param {number} count @param {string} one @param {string} [many] */
const several = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** @param {number} value @returns {string} with thousands apart */
export function number(value) {
  return value.toLocaleString("en");
}

/** @param {number} share @returns {string} */
export function percent(share) {
  const value = 100 * share;
  return `${value < 10 && value % 1 > 0.05 ? value.toFixed(1) : Math.round(value)} %`;
}

/** @param {number} rate @returns {string} as "1 in 20" */
export function oneIn(rate) {
  const n = 1 / rate;
  return `1 in ${n < 10 && Math.abs(n - Math.round(n)) > 0.1 ? n.toFixed(1) : Math.round(n)}`;
}

/** @param {number} score @returns {string} two digits, as instruments show them */
export function scoreText(score) {
  return score.toFixed(2);
}

export const texts = {
  name: "seesame",
  motto: "Show it one, see the same",
  skip: "Skip to the answers",
  nav: { label: "Views", ask: "Ask", pictures: "Pictures", cards: "Cards" },
  theme: { label: "Appearance", auto: "As the system", light: "Light", dark: "Dark" },
  keys: "Keys",
  close: "Close",
  cancel: "Cancel",
  loading: "Loading",
  retry: "Try again",
  trouble: "The server does not answer",
  problem: {
    unreachable: "The server cannot be reached. Is it still running?",
    /** @param {number} seconds */
    busy: (seconds) => `The server is busy; asking again in ${Math.ceil(seconds)} s`,
    cut: "The connection was cut before the search had ended.",
  },
  start: {
    title: "Show it one thing.",
    more: "Draw a box around it, and see the same in your other pictures.",
    drop: "Drop a picture here",
    paste: "or paste one",
    choose: "Choose pictures",
    browse: "From the folder",
    browseCollection: "From the collection",
    camera: "Camera",
    cards: "Or ask with a card",
    stays: "Pictures stay on this machine.",
  },
  uploading: (/** @type {number} */ count) => `Taking in ${several(count, "picture")}`,
  question: {
    title: "Question",
    like: "Like this",
    unlike: "Not like this",
    add: "Add",
    addLike: "Add a reference",
    addUnlike: "Add something that is not meant",
    remove: (/** @type {string} */ name) => `Remove ${name}`,
    whole: "whole picture",
    same: "Meaning",
    category: "Any of its kind",
    object: "This very one",
    where: "Search in",
    pictures: "My pictures",
    folder: "Folder",
    collection: "Collection",
    filter: "Only where the name holds",
    addPictures: "Add pictures",
    ask: "Find",
    again: "Ask again",
    fresh: "New question",
    save: "Save as a card",
    saveChanges: "Save changes to the card",
    saved: "Saved",
    away: "Take away",
    fromCard: (/** @type {string} */ name) => `Card “${name}”`,
    judgements: (/** @type {number} */ yes, /** @type {number} */ no) => `taught by ${yes} yes, ${no} no`,
    notYet: "Too little to learn from yet: say yes and no to a few more.",
    forget: "Forget yes and no",
  },
  level: {
    label: "False alarms",
    strict: "strict",
    lenient: "lenient",
    /** @param {number} rate @param {number} recall */
    measured: (rate, recall) => `${oneIn(rate)} pictures without it raises an alarm; ${percent(recall)} of what is there is found`,
    advised: "Advised",
    own: "Of the card",
    taught: "Yes and no were heeded: the rate is the one measured before.",
    help: "Of how many pictures that do not show it, one may raise a false alarm; as measured with these weights.",
    /** @param {number} threshold */
    from: (threshold) => `counts from ${scoreText(threshold)}`,
  },
  search: {
    label: "Answers",
    running: (/** @type {number} */ done, /** @type {number} */ total) =>
      total ? `Looking: ${number(done)} of ${number(total)}` : "Looking",
    found: (/** @type {number} */ things, /** @type {number} */ pictures) =>
      `${number(things)} found in ${several(pictures, "picture")}`,
    nothing: "Nothing found",
    nothingMore: "No picture reaches the level. Move it towards lenient, or show another reference.",
    absent: (/** @type {number} */ count) => `Probably not here: ${several(count, "picture")}`,
    absentOne: "probably not here",
    presence: (/** @type {number} */ share) => `there with ${percent(share)}`,
    presenceTitle: "How probable it is that it is there",
    show: "Show",
    hide: "Hide",
    stop: "Stop",
    cancelled: "Stopped. What was found stays.",
    broken: "The search broke off",
    looked: (/** @type {number} */ pictures, /** @type {number} */ seconds) =>
      `${several(pictures, "picture")} in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`,
    failed: (/** @type {number} */ count) => `${several(count, "picture")} could not be read`,
    arrangement: "Arrangement",
    pictures: "Pictures",
    things: "Things",
    masks: "Masks",
    more: "More",
    moreOf: (/** @type {number} */ shown, /** @type {number} */ all) => `Show more: ${number(shown)} of ${number(all)} came up`,
    estimated: "estimate",
    ready: "Ready to ask",
    readyMore: "The references are set. Choose where to search.",
    nowhere: "Add pictures to search in.",
  },
  tile: {
    yes: "Yes, this is it",
    no: "No, it is not",
    yesShort: "Yes",
    noShort: "No",
    said: { yes: "said yes", no: "said no" },
    open: (/** @type {string} */ name, /** @type {number} */ count, /** @type {number} */ score) =>
      `${name}: ${count ? `${number(count)} found, best score ${scoreText(score)}` : "probably not here"}`,
  },
  looking: {
    label: "A closer look",
    before: "Picture before",
    next: "Next picture",
    masks: "Masks",
    compare: "Compare",
    why: "Why",
    whyTitle: "Why this score",
    whyAbsent: "Why not",
    draw: "Use from here",
    drawLike: "Draw one like this",
    drawUnlike: "Draw one that is not",
    instance: (/** @type {number} */ n) => `No. ${n}`,
    instances: "Found here",
    nearer: "Nearer",
    farther: "Farther",
    fit: "Whole",
    sheet: "What corresponds to what",
    parts: {
      /** @type {Record<string, string>} */
      names: {
        start: "before anything is compared", whole: "alike as a whole", cells: "alike part by part",
        references: "references that are less alike", negatives: "nearer to what is not meant",
        box: "doubt of the box", calibration: "calibration", lesson: "learnt from yes and no",
      },
    },
    score: "score",
    reference: "Reference",
  },
  drawing: {
    label: "Show what is meant",
    title: { references: "What do you mean?", negatives: "What is not meant?" },
    hint: "Draw a box around it.",
    hintKeys: "With the keyboard: Enter for a box, arrows to move it, Shift and arrows to size it.",
    corrected: "Wrong in places? Draw over what is missing or too much.",
    tool: "Tool",
    box: "Box",
    more: "Add",
    less: "Take off",
    move: "Move",
    undo: "Undo",
    whole: "Whole picture",
    use: { references: "Find the same", negatives: "Not like this" },
    useAlso: "Use as reference",
    stage: "Picture to draw on",
    worth: (/** @type {number} */ worth) => (worth >= 0.5 ? "Looks like one whole thing" : "May not be one whole thing"),
    boxAt: (/** @type {number[]} */ box) => `Box ${box[0]}, ${box[1]} to ${box[2]}, ${box[3]}`,
    outlined: "The outline is drawn",
    busy: "Looking for the outline",
    soon: "Looking for the outline, then asking",
  },
  camera: {
    title: "Camera",
    take: "Take the picture",
    none: "The camera cannot be used. The browser asks for leave once; only pages of this machine or over HTTPS get it.",
    name: "camera.jpg",
  },
  picker: { title: "Choose a picture", label: "Pictures to choose from" },
  away: {
    title: "Take away",
    what: (/** @type {number} */ things, /** @type {number} */ pictures) =>
      `${several(things, "thing")} in ${several(pictures, "picture")}, at the level that is set`,
    /** @type {Record<string, [string, string]>} */
    formats: {
      coco: ["COCO", "boxes, masks, scores as JSON"],
      yolo: ["YOLO", "segmentation labels"],
      csv: ["CSV", "a line a thing"],
      masks: ["Masks", "PNG, black and white"],
      cutouts: ["Cut-outs", "PNG with transparency"],
      overlays: ["Pictures", "with what was found drawn on"],
    },
    card: ["Card", "the question as a file"],
    command: "Command line",
    python: "Python",
    copy: "Copy",
    copied: "Copied",
    needsCard: "Save the question as a card first; the lines name it.",
    working: "Putting it together",
  },
  save: { title: "Save as a card", name: "Name", notes: "Notes", save: "Save", hint: "A card is one file that holds the question." },
  cards: {
    title: "Cards",
    none: "No cards yet",
    noneMore: "Ask something, then save the question: it becomes a card.",
    add: "Add a card file",
    ask: "Ask with it",
    file: "Download",
    remove: "Delete",
    removeSure: "Delete for good?",
    open: (/** @type {string} */ name) => `Open ${name}`,
    back: "All cards",
    name: "Name",
    notes: "Notes",
    saveNotes: "Save",
    counts: (/** @type {any} */ card) =>
      [several(card.references, "reference"), card.negatives ? several(card.negatives, "negative") : "",
        card.judgements ? several(card.judgements, "judgement") : ""].filter(Boolean).join(", "),
    examples: "References",
    counterexamples: "Not meant",
    threshold: "Counts from",
    promise: (/** @type {any} */ promise) =>
      promise.pictures > 0
        ? `fitted to ${several(promise.pictures, "picture")}: ${oneIn(promise.false_alarms)} raises a false alarm`
        : `where ${oneIn(promise.false_alarms)} pictures without it raises an alarm, as measured with the weights`,
    advised: "advised by the weights",
    check: "What would make it better",
    nothingWrong: "Nothing to mend.",
    calibrate: "Fit its level",
    calibrateMore: "To pictures of the folder that do not show it, so that the promise holds for pictures like them.",
    calibrateRate: "False alarms",
    calibrateUnder: "Folder in the folder",
    damaged: (/** @type {string} */ name) => `${name} is no card that can be read`,
  },
  pictures: {
    title: "Pictures",
    source: "Show",
    folder: "Folder",
    collection: "Collection",
    filter: "Filter by name",
    count: (/** @type {number} */ count) => several(count, "picture"),
    regions: (/** @type {number} */ count) => several(count, "region"),
    index: "Put the folder into the collection",
    indexMore: "Looked at once, pictures are asked in milliseconds afterwards.",
    clusters: "What is in it",
    /** @param {number} pictures */
    cluster: (pictures) => `in ${several(pictures, "picture")}`,
    none: "There is no folder and no collection.",
    noneMore: "Start the server with one: seesame serve --folder PICTURES",
    empty: "No picture's name holds that.",
    failed: (/** @type {number} */ count) => `${several(count, "picture")} could not be read`,
    open: (/** @type {string} */ name) => `Draw on ${name}`,
    grid: "Pictures",
  },
  job: {
    /** @type {Record<string, string>} */
    kinds: { index: "Putting pictures into the collection", calibrate: "Fitting the level" },
    /** @type {Record<string, string>} */
    states: { waiting: "waiting", running: "running", done: "done", failed: "failed", cancelled: "cancelled" },
    of: (/** @type {number} */ done, /** @type {number} */ total) => (total ? `${number(done)} of ${number(total)}` : ""),
  },
  token: { title: "A token is needed", more: "It was given when the server was started.", label: "Token", go: "Open" },
  keysTitle: "Keys",
  /** @type {[string, string][]} */
  keyTable: [
    ["arrows", "go from answer to answer"],
    ["Enter", "look closer"],
    ["Y / N", "yes or no to the best find of the answer in focus; again takes it back"],
    ["M", "masks on or off"],
    ["C", "compare with the reference (closer look)"],
    ["W", "why (closer look)"],
    ["+ − 0 Z", "nearer, farther, whole, near the chosen find (closer look)"],
    ["[ / ]", "stricter, more lenient"],
    ["Escape", "close, or stop the search"],
    ["?", "this table"],
  ],
};
