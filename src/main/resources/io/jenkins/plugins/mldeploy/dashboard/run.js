/** The page of one run: its gates, and everything that it recorded. */
import {element, show} from './dom.js';
import {Api} from './api.js';
import {keepGates, keepRecords, summary} from './keep.js';
import {report} from './report.js';
import {waiting} from './waiting.js';

const api = Api.ofPage();

keepGates(waiting(api));
keepRecords(async () => {
  const known = await api.report();
  const records = known.accounts.length;
  show(document.getElementById('report'), known, model => records === 0
    ? element('p', {class: 'muted'}, 'This run has recorded nothing yet.')
    : report(model));
  summary(records === 1 ? 'One record' : `${records} records`);
});
