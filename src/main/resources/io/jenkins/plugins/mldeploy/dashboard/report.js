import {element, tag, time} from './dom.js';
import {saidBy, together} from './together.js';

/** One run in full: every record with its verdict, why, its metrics, and what the step found; those of one call once, with all their subjects. */
export function report({run, accounts}) {
  return [
    element('p', {}, tag(run.verdict), ' ', time(run.at),
      run.commit ? [', commit ', element('span', {class: 'mono'}, run.commit.slice(0, 12)), run.branch ? ` on ${run.branch}` : ''] : null),
    together(accounts, one => one.finding.subject, ({finding, sections}) => [saidBy(finding), sections]).map(account),
  ].flat();
}

function account(group) {
  const [{finding, sections}] = group;
  const title = `record-${finding.seq}`;
  return element('article', {class: 'card', 'aria-labelledby': title},
    element('h3', {id: title}, tag(finding.verdict), ` ${finding.step} ${finding.id}`),
    element('p', {class: 'muted'}, time(finding.at), ', about ', group.map((one, index) => [index > 0 ? '; ' : '', about(one)]).flat(2)),
    finding.reasons.map(reason => element('p', {}, reason)),
    finding.gates.map(gate => element('p', {}, tag(gate.state), ' ', gate.sentence ?? '')),
    metrics(finding.metrics),
    sections.map((section, index) => lines(section, `${title}-${index}`)));
}

function about({finding, hash}) {
  return [element('span', {class: 'mono'}, finding.subject), `, record ${finding.seq} `, element('span', {class: 'mono', title: hash}, hash.slice(0, 12))];
}

function metrics(values) {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return null;
  return element('details', {},
    element('summary', {}, entries.length === 1 ? 'One metric' : `${entries.length} metrics`),
    element('ul', {class: 'plain indented mono'}, entries.map(([name, value]) =>
      element('li', {}, `${name} = ${Number(value.toPrecision(6))}`))));
}

function lines({title, lines, more}, id) {
  return element('details', {id, open: lines.length + more <= 5},
    element('summary', {}, `${title} (${lines.length + more})`),
    element('ul', {class: 'plain indented'}, lines.map(line => element('li', {}, line)),
      more > 0 ? element('li', {class: 'muted'}, `${more} more; the record has them all`) : null));
}
