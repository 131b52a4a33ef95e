import {element, tag, time} from './dom.js';

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
      element('table', {},
        element('thead', {}, element('tr', {}, ['Record', 'Step', 'Verdict', 'Subject', 'Metrics', 'Reasons and gates']
          .map(title => element('th', {scope: 'col'}, title)))),
        element('tbody', {}, run.findings.map(finding => element('tr', {},
          element('td', {}, String(finding.seq)),
          element('td', {}, `${finding.step} ${finding.id}`),
          element('td', {}, tag(finding.verdict)),
          element('td', {class: 'mono'}, finding.subject),
          element('td', {class: 'mono'}, metrics(finding.metrics)),
          element('td', {}, finding.reasons.map(reason => element('p', {}, reason)), judged(finding.gates)))))))));
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
