// Builds elements; text always becomes text nodes, so that nothing anybody wrote is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: `on…` functions become listeners, true and false set and leave out, the rest are attributes. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** The element of index.html with this id. */
export const byId = (id) => document.getElementById(id);

let drawn = 0;

/** A new id for tying labels to inputs. */
export const makeId = () => `n${(drawn += 1)}`;

/**
 * Makes a list's children match `items` by key, drawing only those that changed, so that focus and scroll stay.
 * Each item is {key, content, draw}; `content` is compared as JSON.
 */
export function reconcile(parent, items) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const { key, content, draw } of items) {
    const print = JSON.stringify(content);
    let node = old.get(key);
    if (!node || node.print !== print) {
      const fresh = draw();
      fresh.dataset.key = key;
      fresh.print = print;
      if (node) replaceKeepingFocus(node, fresh);
      if (place === node) place = fresh;
      node = fresh;
    }
    old.delete(key);
    if (place === node) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  old.forEach((node) => node.remove());
}

/** Puts `fresh` where `node` is; focus goes to the control with the same data-address, or to the whole. */
export function replaceKeepingFocus(node, fresh) {
  const had = node.contains(document.activeElement);
  const address = document.activeElement?.dataset?.address;
  node.replaceWith(fresh);
  if (!had) return;
  const same =
    address && [...fresh.querySelectorAll("[data-address]")].find((each) => each.dataset.address === address);
  if (!same) fresh.tabIndex = -1;
  (same || fresh).focus();
}
