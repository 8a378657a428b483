// Elements. What comes from outside becomes a text node or one of a few harmless attributes, and never markup.

const attribute = /^(class|id|type|title|role|scope|tabindex|hidden|colspan|value|max|datetime|href|lang|for|name|open|(aria|data)-[a-z-]+)$/;
const svgSpace = "http://www.w3.org/2000/svg";

/** An element; `attributes` may have functions for events, as `onclick`. A null child is left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function" && name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (attribute.test(name) && (name !== "href" || /^[#/]/.test(value))) made.setAttribute(name, value === true ? "" : value);
    else throw new Error(`attribute ${name}`);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

/** An element of a drawing; all its attributes are made by this program. */
export function draw(tag, attributes = {}, ...children) {
  const made = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A paragraph of a kind: `calm`, `note`, `reason` … */
export const line = (kind, ...children) => el("p", { class: kind }, ...children);

export const button = (text, onclick, kind = "plain") => el("button", { type: "button", class: kind, onclick }, text);

/** A cell of a table with a number in it. */
export const number = (text, kind = "") => el("td", { class: `number ${kind}` }, text);

export const find = (id) => document.getElementById(id);

/** Sets a text, and only when it is another one: a screen reader says what changed, not what was written again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Controls, what turns the direction of text, and what has no width: seen, they can't make a name look like another one.
const unseen =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

const spelled = (character) => "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

/** `text` for where only text can stand, as in a title. */
export const visible = (text) => String(text).toWellFormed().replace(unseen, (character) => `<${spelled(character)}>`);

/** Text from outside, isolated from the text around it. */
export function outside(text, attributes = {}) {
  const pieces = [];
  let end = 0;
  text = String(text).toWellFormed();
  for (const match of text.matchAll(unseen)) {
    pieces.push(text.slice(end, match.index), el("span", { class: "code" }, spelled(match[0])));
    end = match.index + match[0].length;
  }
  return el("bdi", { class: "outside", ...attributes }, ...pieces, text.slice(end));
}

/**
 * Makes the children of `parent` those of `entries`. An element stays while what it shows is the same, and so keeps focus and selection.
 * `entries`: arrays of a key, what is shown (compared as JSON), and a function that makes the element.
 */
export function keep(parent, entries) {
  const before = parent.kept ?? new Map();
  const after = new Map();
  for (const [key, shown, make] of entries) {
    const state = JSON.stringify(shown);
    const old = before.get(key);
    if (old?.state === state) after.set(key, old);
    else {
      const hadFocus = old?.element.contains(document.activeElement);
      const element = make();
      if (old) old.element.replaceWith(element);
      if (hadFocus) element.querySelector("a, button")?.focus();
      after.set(key, { state, element });
    }
    before.delete(key);
  }
  for (const { element } of before.values()) element.remove();
  let next = parent.firstChild;
  for (const { element } of after.values()) {
    if (element === next) next = next.nextSibling;
    else parent.insertBefore(element, next);
  }
  parent.kept = after;
}
