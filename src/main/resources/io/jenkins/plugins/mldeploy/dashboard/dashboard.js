import {show} from './dom.js';
import {Api} from './api.js';
import {delivery} from './delivery.js';
import {asking} from './deployments.js';
import {keepGates, keepRecords, summary} from './keep.js';
import {matrix} from './matrix.js';
import {runs} from './runs.js';
import {trend} from './trend.js';
import {waiting} from './waiting.js';

const place = id => document.getElementById(id);
const api = Api.ofPage();

async function refreshOverview() {
  const [overview, offers] = await Promise.all([api.overview(), api.offers()]);
  show(place('matrix'), [overview.environments, overview.services, overview.cells, offers], () => matrix(overview, asking(api, offers)));
  show(place('delivery'), overview.deliveries, deliveries => delivery(deliveries, api.deploymentsCsv));
  show(place('runs'), overview.runs, runs);
  trend(place('trend'), overview.runs);
  summary([count(overview.records, 'record'), count(overview.runs.length, 'run'), count(overview.environments.length, 'environment')].join(', '));
}

const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

keepRecords(refreshOverview);
keepGates(waiting(api, all => {
  document.title = all.open.length > 0 ? `(${all.open.length}) ML Deployment Pipeline` : 'ML Deployment Pipeline';
}));
