import {element, tag, time} from './dom.js';

/** Environments across, services down; every cell says what is there, since when, from which run, and what is known about it. */
export function matrix({environments, services, cells}) {
  if (services.length === 0) {
    return element('p', {class: 'muted'}, 'Nothing has been deployed or rehearsed yet.');
  }
  return element('table', {},
    element('thead', {}, element('tr', {},
      element('th', {scope: 'col'}, 'Service'),
      environments.map(environment => element('th', {scope: 'col'}, column(environment))))),
    element('tbody', {}, services.map(service => element('tr', {},
      element('th', {scope: 'row'}, service),
      environments.map(environment => element('td', {},
        cellContent(cells.find(cell => cell.service === service && cell.environment === environment.name))))))));
}

function column(environment) {
  const rules = environment.demands;
  return [
    element('strong', {}, environment.name),
    environment.tier && environment.tier !== environment.name ? ` (${environment.tier})` : '',
    environment.isProtected
      ? element('details', {},
          element('summary', {}, environment.enforcement === 'WARN' ? 'protected, warns only' : 'protected'),
          element('ul', {class: 'plain'}, rules.map(rule => element('li', {class: 'mono'}, rule))))
      : element('p', {}, 'open'),
  ];
}

function cellContent(cell) {
  if (!cell) return element('span', {class: 'muted'}, '–');
  return [
    element('p', {},
      tag(cell.outcome, cell.outcome === 'rehearsed' ? 'rehearsed, not deployed' : cell.outcome), ' ',
      cell.lastAttempt ? tag(cell.lastAttempt, `last attempt ${cell.lastAttempt}`) : null),
    element('p', {}, time(cell.at)),
    element('p', {}, `${cell.job} #${cell.number}`, cell.commit ? [', commit ', element('span', {class: 'mono'}, cell.commit.slice(0, 12))] : null),
    element('p', {}, cell.chart, cell.strategy && cell.strategy !== 'null' ? `, ${cell.strategy}` : ''),
    cell.images.map(image => element('p', {class: 'mono'}, image)),
    cell.approvers.length > 0 ? element('p', {}, `approved by ${cell.approvers.join(', ')}`) : null,
    element('div', {class: 'tags'}, cell.verdicts.map(finding =>
      tag(finding.verdict, `${finding.step} ${finding.id}: ${finding.verdict}`, finding.reasons.join('; ')))),
  ].flat();
}
