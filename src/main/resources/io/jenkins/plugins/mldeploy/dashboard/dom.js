/**
 * Elements, built from text only: whatever a report, a Jenkinsfile or a person wrote becomes a text node and never markup.
 */

/** element('p', {class: 'muted'}, 'text', child, …); an attribute that is null is left out, a function is an event listener. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(key, value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

const shown = new WeakMap();

const TONES = {
  PASS: 'good', PASSED: 'good', deployed: 'good', APPROVED: 'good', APPROVE: 'good',
  UNSTABLE: 'warn', waiting: 'warn', rehearsed: 'warn', planned: 'warn', rolledBack: 'warn', adopted: 'warn', doubtful: 'bad', EXPIRED: 'warn',
  FAIL: 'bad', MISSED: 'bad', failed: 'bad', refused: 'bad', REJECTED: 'bad', REJECT: 'bad',
};

/** A coloured word, with the rest of what it means for those who do not see colours: the word itself. */
export function tag(word, text = word, title = null) {
  return element('span', {class: `tag ${TONES[word] ?? 'unknown'}`, title}, text);
}

export function time(iso) {
  return element('time', {datetime: iso, title: iso}, said(iso));
}

/** A page that stays open must not go on saying "a minute ago". */
export function refreshTimes() {
  document.querySelectorAll('time').forEach(node => {
    const text = said(node.dateTime);
    if (node.textContent !== text) node.textContent = text;
  });
}

function said(iso) {
  const moment = new Date(iso);
  return `${moment.toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'})} (${ago(moment)})`;
}

function ago(moment) {
  const seconds = Math.round((Date.now() - moment.getTime()) / 1000);
  const [size, unit] = [[86400, 'day'], [3600, 'hour'], [60, 'minute']].find(([size]) => Math.abs(seconds) >= size) ?? [1, 'second'];
  return new Intl.RelativeTimeFormat('en', {numeric: 'auto'}).format(-Math.round(seconds / size), unit);
}

/**
 * Replaces the content of a container only when what it shows has changed. What has an id keeps the focus, the cursor, and whether it is unfolded, so that an answer from
 * elsewhere interrupts nobody.
 */
export function show(container, model, build) {
  const key = JSON.stringify(model);
  if (shown.get(container) === key) return;
  shown.set(container, key);
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const unfolded = new Map([...container.querySelectorAll('details[id]')].map(node => [node.id, node.open]));
  container.replaceChildren(...[build(model)].flat());
  for (const node of container.querySelectorAll('details[id]')) {
    node.open = unfolded.get(node.id) ?? node.open;
  }
  const again = active?.id ? document.getElementById(active.id) : null;
  again?.focus({preventScroll: true});
  if (again && 'selectionStart' in active) again.setSelectionRange(active.selectionStart, active.selectionEnd);
}
