/**
 * Views as values: `h` says what should be there, `mount` makes the document so. Nothing is inline: styles are custom
 * properties set one by one, so that the page lives under a strict content security policy.
 */

/**
 * @typedef {object} VNode
 * @property {string} tag "#" is text, "memo" stands for what it renders
 * @property {Record<string, any>} props
 * @property {VNode[]} children
 * @property {string | number | undefined} key
 * @property {string} [text]
 * @property {any[]} [needs] of a memo
 * @property {() => VNode} [render] of a memo
 * @property {any} [element]
 * @property {VNode} [made] what a memo rendered
 */
/** @typedef {VNode | string | number | null | undefined | false} Child */
/** @typedef {Child | readonly any[]} Children lists of children, as deep as is handy */

/**
 * What should be there.
 *
 * Props: `key`; `class`; `on` (listeners by event); `vars` (custom properties); `set` (properties of the element, as
 * `value`); `made`, `before`, `after`, `gone` (called with the element, `before` and `after` a change of its children);
 * everything else is an attribute, true or false for those without a value.
 * @param {string} tag @param {Record<string, any> | null} [props] @param {...Children} children
 * @returns {VNode}
 */
export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, key: props?.key, children: nodesOf(children) };
}

/**
 * What is rendered anew only if something that it needs is another.
 * @param {string | number} key @param {any[]} needs @param {() => VNode} render
 * @returns {VNode}
 */
export function memo(key, needs, render) {
  return { tag: "memo", props: {}, key, children: [], needs, render };
}

/** @param {any[]} children @returns {VNode[]} */
function nodesOf(children) {
  return /** @type {any[]} */ (children.flat(Infinity))
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === "object" ? child : text(String(child))));
}

/** @param {string} value @returns {VNode} */
function text(value) {
  return { tag: "#", props: {}, key: undefined, children: [], text: value };
}

/**
 * Keep an element's children as the nodes say.
 * @param {Element} root
 * @returns {(...children: Children[]) => void}
 */
export function mount(root) {
  /** @type {VNode[]} */
  let shown = [];
  return (...children) => {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const next = nodesOf(children);
    patchChildren(root, shown, next, false);
    shown = next;
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
  };
}

/** @param {any} parent @param {VNode[]} before @param {VNode[]} after @param {boolean} svg */
function patchChildren(parent, before, after, svg) {
  /** @type {Map<string, VNode>} */
  const old = new Map(before.map((node, n) => [nameOf(node, n), node]));
  after.forEach((node, n) => {
    const name = nameOf(node, n);
    const known = old.get(name);
    old.delete(name);
    if (known) update(known, node, svg);
    else create(node, svg);
  });
  for (const node of old.values()) remove(node);
  let at = parent.firstChild;
  for (const node of after) {
    if (node.element === at) at = at.nextSibling;
    else parent.insertBefore(node.element, at);
  }
}

/** @param {VNode} node @param {number} n */
function nameOf(node, n) {
  return `${node.tag} ${node.key ?? `#${n}`}`;
}

/** @param {VNode} node @param {boolean} svg */
function create(node, svg) {
  if (node.tag === "#") {
    node.element = document.createTextNode(node.text ?? "");
  } else if (node.tag === "memo") {
    node.made = /** @type {() => VNode} */ (node.render)();
    create(node.made, svg);
    node.element = node.made.element;
  } else {
    const inside = svg || node.tag === "svg";
    node.element = inside
      ? document.createElementNS("http://www.w3.org/2000/svg", node.tag)
      : document.createElement(node.tag);
    patchProps(node.element, {}, node.props);
    patchChildren(node.element, [], node.children, inside && node.tag !== "foreignObject");
    assign(node.element, {}, node.props.set ?? {});
    const { made } = node.props;
    if (made) queueMicrotask(() => made(node.element));
  }
}

/** @param {VNode} old @param {VNode} node @param {boolean} svg */
function update(old, node, svg) {
  node.element = old.element;
  if (node.tag === "#") {
    if (old.text !== node.text) node.element.data = node.text;
  } else if (node.tag === "memo") {
    if (sameNeeds(old.needs ?? [], node.needs ?? [])) {
      node.made = old.made;
      return;
    }
    const made = /** @type {() => VNode} */ (node.render)();
    node.made = made;
    const was = /** @type {VNode} */ (old.made);
    if (was.tag === made.tag) update(was, made, svg);
    else {
      create(made, svg);
      was.element.replaceWith(made.element);
    }
    node.element = made.element;
  } else {
    node.props.before?.(node.element);
    patchProps(node.element, old.props, node.props);
    patchChildren(node.element, old.children, node.children, svg || node.tag === "svg");
    assign(node.element, old.props.set ?? {}, node.props.set ?? {});
    node.props.after?.(node.element);
  }
}

/** @param {any[]} a @param {any[]} b */
function sameNeeds(a, b) {
  return a.length === b.length && a.every((each, n) => Object.is(each, b[n]));
}

/** @param {VNode} node */
function remove(node) {
  leave(node);
  node.element.remove();
}

/** @param {VNode} node */
function leave(node) {
  if (node.made) leave(node.made);
  node.props.gone?.(node.element);
  node.children.forEach(leave);
}

const SPECIAL = new Set(["key", "on", "vars", "set", "made", "before", "after", "gone"]);

/** @param {any} element @param {Record<string, any>} old @param {Record<string, any>} props */
function patchProps(element, old, props) {
  for (const name of new Set([...Object.keys(old), ...Object.keys(props)])) {
    if (SPECIAL.has(name) || old[name] === props[name]) continue;
    const value = props[name];
    if (value === undefined || value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  listen(element, old.on ?? {}, props.on ?? {});
  const [was, vars] = [old.vars ?? {}, props.vars ?? {}];
  for (const name of Object.keys(vars)) if (was[name] !== vars[name]) element.style.setProperty(name, vars[name]);
}

/** @param {any} element @param {Record<string, any>} old @param {Record<string, any>} on */
function listen(element, old, on) {
  element.listeners ??= {};
  for (const name of new Set([...Object.keys(old), ...Object.keys(on)])) {
    if (!(name in element.listeners)) {
      element.addEventListener(name, (/** @type {Event} */ event) => element.listeners[name]?.(event), {
        passive: name !== "wheel" && name !== "touchmove" ? undefined : false,
      });
    }
    element.listeners[name] = on[name];
  }
}

/** @param {any} element @param {Record<string, any>} old @param {Record<string, any>} set */
function assign(element, old, set) {
  for (const [name, value] of Object.entries(set)) if (old[name] !== value || element[name] !== value) element[name] = value;
}
