import {element, tag, time} from './dom.js';

const OUTCOMES = {rehearsed: 'rehearsed, not deployed', adopted: 'adopted, not deployed by this suite'};

/** Environments across, services down; every cell says what is there, since when, from which run, what is known about it, and what may be asked for. */
export function matrix({environments, services, cells}, asked = () => []) {
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
        cellContent(cells.find(cell => cell.service === service && cell.environment === environment.name)),
        asked(offer => offer.environment === environment.name && offer.services.includes(service), service)))))));
}

function column(environment) {
  const rules = environment.demands;
  return [
    element('strong', {}, environment.name),
    environment.tier && environment.tier !== environment.name ? ` (${environment.tier})` : '',
    environment.isProtected
      ? element('details', {id: `demands-${environment.name}`},
          element('summary', {}, environment.enforcement === 'WARN' ? 'protected, warns only' : 'protected'),
          element('ul', {class: 'plain'}, rules.map(rule => element('li', {class: 'mono'}, rule))))
      : element('p', {}, 'open'),
  ];
}

function cellContent(cell) {
  if (!cell) return element('span', {class: 'muted'}, '–');
  if (!cell.outcome) {
    // What was found failed or pending may well be there.
    return [element('p', {class: 'muted'}, cell.lastAttempt.outcome === 'doubtful' ? 'Nothing is known to run there.' : 'Nothing is there.'), attempt(cell.lastAttempt)];
  }
  return [
    element('p', {}, tag(cell.outcome, OUTCOMES[cell.outcome] ?? cell.outcome),
      cell.bypassed ? [' ', tag('FAIL', 'PAST ITS RULES')] : null),
    cell.adopted ? adopted(cell.adopted) : null,
    element('p', {}, cell.adopted ? 'found ' : '', time(cell.at)),
    element('p', {}, cell.adopted ? 'by ' : '', `${cell.job} #${cell.number}`, cell.commit ? [', commit ', element('span', {class: 'mono'}, cell.commit.slice(0, 12))] : null),
    element('p', {}, [cell.chart, cell.strategy].filter(Boolean).join(', ')),
    cell.images.map(image => element('p', {class: 'mono'}, image)),
    cell.approvers.length > 0 ? element('p', {}, `approved by ${cell.approvers.join(', ')}`) : null,
    element('div', {class: 'tags'}, cell.verdicts.map(finding =>
      tag(finding.verdict, `${finding.step} ${finding.id}: ${finding.verdict}`, finding.reasons.join('; ')))),
    attempt(cell.lastAttempt),
  ].flat(Infinity);
}

function adopted({revision, from, lastDeployed, appVersion, digests, why}) {
  return [
    element('p', {}, `revision ${revision}${from > 0 && from !== revision ? `, the journal knew ${from}` : ''}`,
      lastDeployed ? [', deployed ', time(lastDeployed)] : null, appVersion ? `, application ${appVersion}` : null),
    digests.map(digest => element('p', {class: 'mono'}, `runs ${digest.slice(0, 19)}`)),
    why.map(sentence => element('p', {class: 'muted'}, sentence)),
  ];
}

function attempt(last) {
  return last && element('div', {class: 'attempt'},
    element('p', {}, tag(last.outcome, last.outcome === 'doubtful' ? 'what runs is not certain' : `last attempt: ${last.outcome}`)),
    element('p', {}, time(last.at), `, ${last.job} #${last.number}`),
    element('ul', {class: 'plain'}, last.reasons.map(reason => element('li', {}, reason))));
}
