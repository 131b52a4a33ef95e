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

const TONES = {
  PASS: 'good', deployed: 'good', APPROVED: 'good', APPROVE: 'good',
  UNSTABLE: 'warn', rehearsed: 'warn', planned: 'warn', rolledBack: 'warn', EXPIRED: 'warn',
  FAIL: 'bad', failed: 'bad', refused: 'bad', REJECTED: 'bad', REJECT: 'bad',
};

/** A coloured word, with the rest of what it means for those who do not see colours: the word itself. */
export function tag(word, text = word, title = null) {
  return element('span', {class: `tag ${TONES[word] ?? 'unknown'}`, title}, text);
}

export function time(iso) {
  const moment = new Date(iso);
  return element('time', {datetime: iso, title: iso}, `${moment.toLocaleString()} (${ago(moment)})`);
}

function ago(moment) {
  const seconds = Math.round((Date.now() - moment.getTime()) / 1000);
  const [size, unit] = [[86400, 'day'], [3600, 'hour'], [60, 'minute']].find(([size]) => Math.abs(seconds) >= size) ?? [1, 'second'];
  return new Intl.RelativeTimeFormat('en', {numeric: 'auto'}).format(-Math.round(seconds / size), unit);
}

/** Replaces the content of a container only when what it shows has changed, so that nobody loses focus or a half-written reason. */
export function show(container, model, build) {
  const key = JSON.stringify(model);
  if (container.dataset.shown === key) return;
  container.dataset.shown = key;
  container.replaceChildren(...[build(model)].flat());
}
