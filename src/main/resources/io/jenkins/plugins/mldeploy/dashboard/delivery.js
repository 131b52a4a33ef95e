import {element, tag, time} from './dom.js';

/** What others did counts for no figure. */
const FOUND = {adopted: 'adopted, not deployed by this suite', doubtful: 'found, and not certain'};

/** How each environment is delivered to: the four figures of DORA, and what happened there. What has no data says so. `csv` is the address of it all. */
export function delivery(deliveries, csv) {
  const known = deliveries.filter(each => each.history.length > 0);
  if (known.length === 0) {
    return element('p', {class: 'muted'}, 'Not enough data: nothing was deployed to a cluster yet. Rehearsals and builds do not count.');
  }
  return [...known.map(each => element('div', {class: 'card'},
    element('h3', {}, each.environment),
    element('dl', {class: 'figures'},
      figure('Deployment frequency', each.perDay, value => `${round(value)} a day`, `${each.deployments} in ${each.days} days`),
      figure('Lead time', each.lead?.total, duration, each.lead
        ? `machines ${duration(each.lead.work)}, waiting for people ${duration(each.lead.waiting)}, deploying ${duration(each.lead.deploying)}` : null),
      figure('Change failure rate', each.failureRate, value => `${Math.round(value * 100)} %`, `${each.failed} of ${each.deployments}`),
      figure('Time to restore', each.restoreSeconds, duration, each.failed > 0 ? 'median' : null)),
    element('details', {id: `history-${each.environment}`},
      element('summary', {}, 'Deployments and rollbacks'),
      element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Deployments and rollbacks of ${each.environment}`},
        element('table', {},
          element('thead', {}, element('tr', {}, ['When', 'What', 'Services', 'Run', 'Took'].map(title => element('th', {scope: 'col'}, title)))),
          element('tbody', {}, each.history.map(past => element('tr', {},
            element('td', {}, time(past.at)),
            element('td', {}, tag(past.outcome, FOUND[past.outcome] ?? (past.back ? `${past.outcome}, went back` : past.outcome))),
            element('td', {}, past.services.join(', ')),
            element('td', {}, `${past.job} #${past.number}`),
            element('td', {}, FOUND[past.outcome] ? '' : duration(past.seconds)))))))))),
  element('p', {}, element('a', {href: csv, download: ''}, 'All deployments and rollbacks as CSV'))];
}

function figure(name, value, said, note) {
  const known = value !== null && value !== undefined;
  return element('div', {},
    element('dt', {}, name),
    element('dd', {}, known ? element('strong', {}, said(value)) : element('span', {class: 'muted'}, 'not enough data'),
      known && note ? element('small', {class: 'muted'}, note) : null));
}

const round = value => Number(value.toFixed(value < 10 ? 2 : 0));

function duration(seconds) {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${round(seconds / 3600)} h`;
  return `${round(seconds / 86400)} days`;
}
