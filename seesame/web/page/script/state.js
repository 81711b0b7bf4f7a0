/**
 * What the page knows. Shapes that the server tells are those of its OpenAPI document, here with the same names.
 */

/** @typedef {import("./shapes.js").Box} Box */
/** @typedef {import("./shapes.js").Point} Point */
/** @typedef {import("./runlengths.js").RunLengths} RunLengths */
/** @typedef {import("./scale.js").Scale} Scale */

/**
 * @typedef {object} Picture
 * @property {string} id
 * @property {string} name
 * @property {number | null} width
 * @property {number | null} height
 * @property {string} [version]
 * @property {string | null} [failed]
 */
/**
 * @typedef {object} Instance
 * @property {number} number
 * @property {Box} box
 * @property {number} score
 * @property {{polygons: number[][] | null} | null} mask
 * @property {string} [path] the mask as the `d` of an SVG path, made when the answer came
 */
/**
 * @typedef {object} Answer
 * @property {string} picture
 * @property {string} name
 * @property {number} width
 * @property {number} height
 * @property {number} score
 * @property {number | null} presence
 * @property {Instance[]} instances
 * @property {boolean} [estimated] not looked at again yet: boxes and estimates of the collection
 * @property {number} run the search that it answers
 */
/**
 * @typedef {object} Example
 * @property {string} key
 * @property {string} picture
 * @property {string} name
 * @property {number} width of the picture
 * @property {number} height
 * @property {Box | null} box null: the whole picture
 * @property {RunLengths | null} mask
 * @property {string} path of the mask; empty without one
 */
/** @typedef {{picture: string, box: Box, right: boolean, kept?: boolean}} Judgement `kept`: the card knows it */
/** @typedef {"category" | "object"} Same */
/**
 * @typedef {object} Question
 * @property {string | null} card
 * @property {Example[]} references
 * @property {Example[]} negatives
 * @property {Judgement[]} judgements
 * @property {Same} same
 * @property {string} name
 * @property {number | null} place of the slider, 0 strict to 1 lenient; null: the card's own threshold or the advised one
 */
/** @typedef {"pictures" | "folder" | "collection"} Where */
/**
 * @typedef {object} Search
 * @property {"none" | "running" | "ended" | "cancelled" | "broken"} state
 * @property {number} run
 * @property {Answer[]} answers best first
 * @property {{picture: string, name: string, reason: string}[]} failed
 * @property {number} done
 * @property {number} total
 * @property {number} seconds
 * @property {number | null} cameUp of a collection
 * @property {any} asked
 * @property {string} problem
 * @property {string} waiting why it has not begun; empty
 */
/** @typedef {{points: Point[], width: number, belongs: boolean}} Stroke */
/**
 * @typedef {object} Drawing
 * @property {Picture & {width: number, height: number}} picture
 * @property {"references" | "negatives"} into
 * @property {"box" | "more" | "less" | "move"} tool
 * @property {Box | null} box
 * @property {Box | null} draft while it is drawn
 * @property {Point[]} line while it is drawn
 * @property {Stroke[]} strokes
 * @property {any} outline as the server understood it
 * @property {string} path
 * @property {boolean} busy
 * @property {boolean} soon used as soon as its outline is there
 * @property {string} problem
 * @property {Box} view
 */
/**
 * @typedef {object} Looking
 * @property {string} picture
 * @property {boolean} masks
 * @property {boolean} beside whether the reference stands beside it
 * @property {number} instance
 * @property {Box} view
 * @property {any} why
 * @property {"none" | "busy" | "shown"} whyState
 * @property {string} whySheet address of the drawn sheet
 */
/** @typedef {{name: string, filter: string, under: string}} Filter */
/**
 * @typedef {object} State
 * @property {any} about
 * @property {string} trouble why the page cannot begin
 * @property {string} route
 * @property {"auto" | "light" | "dark"} theme
 * @property {Question} question
 * @property {Picture[]} pictures uploaded, the latest last
 * @property {number} uploading
 * @property {Where} where
 * @property {string} filter
 * @property {number} size of a page of the collection
 * @property {Search} search
 * @property {"pictures" | "things"} arrangement
 * @property {boolean} masks whether masks are drawn
 * @property {number} shown tiles that are drawn
 * @property {boolean} absent whether pictures without it are shown
 * @property {Drawing | null} drawing
 * @property {Looking | null} looking
 * @property {string} dialog "", camera, picker references, picker negatives, away, save, token, keys
 * @property {any} commands
 * @property {string} copied
 * @property {any[] | null} cards
 * @property {Record<string, string>} damaged
 * @property {any} card the one that is open
 * @property {any[]} remarks of it
 * @property {any} collection
 * @property {any} clusters
 * @property {{source: "folder" | "collection", filter: string, total: number, version: string,
 *   loaded: Map<number, Picture>, loads: number}} browse
 * @property {any} job
 * @property {{id: number, text: string, wrong: boolean}[]} notes
 * @property {string} said for those who listen
 */

/** @returns {Question} */
export function noQuestion() {
  return { card: null, references: [], negatives: [], judgements: [], same: "category", name: "", place: null };
}

/** @returns {Search} */
export function noSearch() {
  return {
    state: "none", run: 0, answers: [], failed: [], done: 0, total: 0, seconds: 0, cameUp: null, asked: null,
    problem: "", waiting: "",
  };
}

/** @param {"folder" | "collection"} source @returns {State["browse"]} */
export function noBrowse(source) {
  return { source, filter: "", total: -1, version: "", loaded: new Map(), loads: 0 };
}

/** @returns {State} */
export function firstState() {
  return {
    about: null, trouble: "", route: "ask", theme: "auto", question: noQuestion(), pictures: [], uploading: 0,
    where: "pictures", filter: "", size: 40, search: noSearch(), arrangement: "pictures", masks: true, shown: 60,
    absent: false, drawing: null, looking: null, dialog: "", commands: null, copied: "", cards: null, damaged: {},
    card: null, remarks: [], collection: null, clusters: null, browse: noBrowse("folder"), job: null, notes: [],
    said: "",
  };
}
