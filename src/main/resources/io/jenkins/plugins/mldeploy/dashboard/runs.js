import {element, tag, time} from './dom.js';
import {saidBy, together} from './together.js';

const COLUMNS = ['Record', 'Step', 'Verdict', 'Subject', 'Metrics', 'Reasons and gates'];

/** The newest runs, each with every record that it made. */
export function runs(rows) {
  if (rows.length === 0) {
    return element('p', {class: 'muted'}, 'No run has recorded anything yet.');
  }
  return rows.map((run, index) => element('details', {class: 'card', id: `run-${run.job}-${run.number}`, open: index === 0},
    element('summary', {},
      tag(run.verdict), ' ', element('strong', {}, `${run.job} #${run.number}`), ' ', time(run.at),
      run.commit ? [', ', element('span', {class: 'mono'}, run.commit.slice(0, 12)), run.branch ? ` on ${run.branch}` : ''] : null),
    element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Records of ${run.job} ${run.number}`},
      element('table', {role: 'table'},
        element('thead', {role: 'rowgroup'}, element('tr', {role: 'row'}, COLUMNS.map(title => element('th', {scope: 'col', role: 'columnheader'}, title)))),
        element('tbody', {role: 'rowgroup'}, together(run.findings, finding => finding.subject, saidBy).map(group => [group, group[0]]).map(([group, finding]) => element('tr', {role: 'row'},
          cell(0, {}, group.map(each => element('div', {}, String(each.seq)))),
          cell(1, {}, `${finding.step} ${finding.id}`),
          cell(2, {}, tag(finding.verdict)),
          cell(3, {class: 'mono'}, group.map(each => element('div', {}, each.subject))),
          cell(4, {class: 'mono'}, metrics(finding.metrics)),
          cell(5, {}, finding.reasons.map(reason => element('p', {}, reason)), judged(finding.gates)))))))));
}

/** Where there is no room for columns the cells stand below each other, each behind its title; the roles keep it a table for who hears it. */
function cell(column, attributes, ...content) {
  const filled = content.flat().length > 0;
  return element('td', {...attributes, role: 'cell', 'data-title': filled ? COLUMNS[column] : null}, element('div', {}, ...content));
}

function judged(gates) {
  return gates.map(gate => element('p', {}, tag(gate.state), ' ', gate.sentence ?? ''));
}

function metrics(values) {
  const entries = Object.entries(values ?? {});
  const lines = entries.map(([name, value]) => element('div', {}, `${name} = ${Number(value.toPrecision(6))}`));
  return lines.length <= 6 ? lines
    : element('details', {}, element('summary', {}, `${lines.length} metrics`), lines);
}
