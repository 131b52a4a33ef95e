/** The page of one run: its gates, and everything that it recorded. */
import {element, show} from './dom.js';
import {Api} from './api.js';
import {asking} from './deployments.js';
import {keepGates, keepRecords, summary} from './keep.js';
import {report} from './report.js';
import {waiting} from './waiting.js';

const api = Api.ofPage();

keepGates(waiting(api));
keepRecords(async () => {
  const [known, offers] = await Promise.all([api.report(), api.offers()]);
  const records = known.accounts.length;
  show(document.getElementById('report'), [known, offers], () => records === 0
    ? element('p', {class: 'muted'}, 'This run has recorded nothing yet.')
    : [...asking(api, offers)(() => true), ...report(known)]);
  summary(records === 1 ? 'One record' : `${records} records`);
});
