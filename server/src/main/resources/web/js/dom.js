// @ts-check

/**
 * The element that carries this `data-testid` below `root`. Tests and scripts find elements by the same names.
 *
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => T} [type] what it has to be
 * @returns {T}
 */
export function part(root, name, type) {
  const element = root.querySelector(`[data-testid="${name}"]`);
  if (!(element instanceof (type ?? HTMLElement))) {
    throw new TypeError(`the page has no ${name} of the right type`);
  }
  return /** @type {T} */ (element);
}

/**
 * A copy of the only element in a template of the page.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function fromTemplate(id) {
  const template = document.getElementById(id);
  if (!(template instanceof HTMLTemplateElement)) {
    throw new TypeError(`the page has no template ${id}`);
  }
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/**
 * A new element with a class and, perhaps, text.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, className, text) {
  const created = document.createElement(tag);
  created.className = className;
  if (text !== undefined) {
    created.textContent = text;
  }
  return created;
}
