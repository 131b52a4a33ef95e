import {show} from './dom.js';
import {Api} from './api.js';
import {gates} from './gates.js';
import {matrix} from './matrix.js';
import {runs} from './runs.js';
import {trend} from './trend.js';

const GATES_EVERY = 3_000;
const OVERVIEW_EVERY = 10_000;

const place = id => document.getElementById(id);
const api = new Api(place('main').dataset.api);

async function refreshGates() {
  const open = await api.gates();
  show(place('gates'), open, model => gates(model, api, refreshGates));
  document.title = open.length > 0 ? `(${open.length}) ML Deployment Pipeline` : 'ML Deployment Pipeline';
}

async function refreshOverview() {
  const overview = await api.overview();
  show(place('matrix'), [overview.environments, overview.services, overview.cells], () => matrix(overview));
  show(place('runs'), overview.runs, runs);
  if (place('trend').dataset.shown !== JSON.stringify(overview.runs)) {
    place('trend').dataset.shown = JSON.stringify(overview.runs);
    trend(place('trend'), overview.runs);
  }
  place('summary').textContent =
    `${overview.records} records in the journal, ${overview.runs.length} runs, ${overview.environments.length} environments`;
}

/** Asks again and again; a failure is said once on the page and ends with the next answer. */
async function keep(refresh, every) {
  try {
    await refresh();
  } catch (failure) {
    place('summary').textContent = `No answer: ${failure.message}. Trying again.`;
  }
  setTimeout(() => keep(refresh, every), every);
}

keep(refreshOverview, OVERVIEW_EVERY);
keep(refreshGates, GATES_EVERY);
