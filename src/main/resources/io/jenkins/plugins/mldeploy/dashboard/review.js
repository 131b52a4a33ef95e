import {element, tag, time} from './dom.js';

const SHOWN = 8;

/** What would change against what runs there now, as the gate recorded it when it opened: commits, tests, findings, components, and what could not be compared. */
export function review({id, opening}) {
  const comparison = opening.terms?.comparison;
  if (!comparison) return null;
  return element('section', {'aria-labelledby': `review-${id}`},
    element('h4', {id: `review-${id}`}, 'What changes against what runs there now'),
    running(comparison.running),
    commits(id, comparison.commits),
    comparison.tests.map(tests => testsOf(id, tests)),
    comparison.findings.map(findings => findingsOf(id, findings)),
    sbom(id, comparison.sbom),
    comparison.notes.length === 0 ? null : element('ul', {class: 'plain'}, comparison.notes.map(note =>
      element('li', {}, tag('NOT_EVALUATED', 'not known'), ' ', note))));
}

function running(now) {
  if (now?.adopted) {
    return element('p', {}, 'Runs now: ', tag('adopted', 'adopted, not deployed by this suite'), ' found by ', element('strong', {}, now.run), ', ', time(now.since),
      now.images.map(image => element('span', {class: 'mono'}, ` ${image}`)));
  }
  return now ? element('p', {}, 'Runs now: ', element('strong', {}, now.run), now.commit ? ', commit ' : '',
    now.commit ? element('span', {class: 'mono'}, now.commit.slice(0, 12)) : '', ', since ', time(now.since)) : null;
}

function commits(id, all) {
  if (!all) return null;
  if (all.length === 0) return element('p', {}, 'No commit is new.');
  return fold(`commits-${id}`, all.length === 1 ? 'One new commit' : `${all.length} new commits`, all.map(commit => element('li', {},
    element('span', {class: 'mono muted'}, commit.hash.slice(0, 12)), ' ', commit.subject, element('span', {class: 'muted'}, `, ${commit.author}`))));
}

function testsOf(id, {id: step, before, now, failed, mended, metrics}) {
  const shown = metrics.filter(metric => !metric.name.startsWith('command.'));
  return element('div', {},
    element('p', {}, element('strong', {}, `Tests ${step}: `), verdict(now), ' before: ', verdict(before)),
    lines('Fails now', 'bad', failed), lines('Mended', 'good', mended),
    shown.length === 0 ? null : element('details', {id: `metrics-${id}-${step}`, open: shown.length <= SHOWN},
      element('summary', {}, shown.length === 1 ? 'One metric' : `${shown.length} metrics`),
      element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Metrics of ${step}`},
        element('table', {class: 'metrics'},
          element('thead', {}, element('tr', {}, ['Metric', 'Runs now', 'New', 'Difference, 95 % interval'].map(head => element('th', {scope: 'col'}, head)))),
          element('tbody', {}, shown.map(row))))));
}

function row({name, before, now, low, high}) {
  const difference = number(before) && number(now) ? now - before : null;
  const sign = difference === null ? '' : difference > 0 ? '+' : difference < 0 ? '−' : '±';
  return element('tr', {}, element('th', {scope: 'row'}, name), element('td', {}, digits(before)), element('td', {}, digits(now)),
    element('td', {}, difference === null ? '' : `${sign}${digits(Math.abs(difference))}`,
      number(low) ? element('span', {class: 'muted'}, ` ${digits(low)} to ${digits(high)}${low > 0 || high < 0 ? '' : ', may be chance'}`) : null));
}

function findingsOf(id, {id: step, before, now, added, fixed, complete}) {
  return element('div', {},
    element('p', {}, element('strong', {}, `Findings of ${step}: `), `${added.length} new, ${fixed.length} fixed`,
      complete ? '' : '; not all are known', ' ', verdict(now), ' before: ', verdict(before)),
    lines('New', 'bad', added), lines('Fixed', 'good', fixed));
}

function sbom(id, all) {
  if (!all) return null;
  const {added, removed, changed, licences, more} = all;
  if (added.length + removed.length + changed.length + licences.length === 0) return element('p', {}, 'The components and their licences are the same.');
  const line = word => text => element('li', {}, element('span', {class: 'muted'}, `${word} `), text);
  return fold(`sbom-${id}`, `Components: ${added.length} added, ${removed.length} removed, ${changed.length} changed`, [
    ...added.map(line('added')), ...removed.map(line('removed')), ...changed.map(line('changed')), ...licences.map(line('licence')),
    ...(more > 0 ? [element('li', {class: 'muted'}, `… and ${more} more`)] : []),
  ]);
}

function fold(id, title, items) {
  return element('details', {id, open: items.length <= SHOWN}, element('summary', {}, title), element('ul', {class: 'plain indented'}, items));
}

function lines(word, tone, all) {
  if (all.length === 0) return null;
  const rest = all.length - SHOWN;
  return element('ul', {class: 'plain indented'}, all.slice(0, SHOWN).map(text => element('li', {}, element('strong', {class: tone}, word), `: ${text}`)),
    rest > 0 ? element('li', {class: 'muted'}, `… and ${rest} more`) : null);
}

const verdict = word => (word ? tag(word) : tag('none', 'none'));
const number = value => typeof value === 'number';
const digits = value => (number(value) ? String(Math.round(value * 10_000) / 10_000).replace('-', '−') : 'none');
