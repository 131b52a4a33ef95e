import {refreshTimes, show} from './dom.js';
import {Api} from './api.js';
import {gates} from './gates.js';
import {matrix} from './matrix.js';
import {runs} from './runs.js';
import {trend} from './trend.js';

const GATES_EVERY = 3_000;
const OVERVIEW_EVERY = 10_000;

const place = id => document.getElementById(id);
const api = new Api(document.querySelector('[data-mldeploy-api]').dataset.mldeployApi);

async function refreshGates() {
  const [all, host] = await Promise.all([api.gates(), api.host()]);
  show(place('gates'), all, model => gates(model, api, host, said));
  document.title = all.open.length > 0 ? `(${all.open.length}) ML Deployment Pipeline` : 'ML Deployment Pipeline';
}

/** What became of an answer; it stays where it can be seen, also when its gate is gone. */
async function said({accepted, message}) {
  place('answer').className = accepted ? 'good' : 'bad';
  place('answer').textContent = message;
  await refreshGates();
}

async function refreshOverview() {
  const overview = await api.overview();
  show(place('matrix'), [overview.environments, overview.services, overview.cells], () => matrix(overview));
  show(place('runs'), overview.runs, runs);
  trend(place('trend'), overview.runs);
  summary([count(overview.records, 'record'), count(overview.runs.length, 'run'), count(overview.environments.length, 'environment')].join(', '));
}

const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** Told anew only when it changed, because screen readers read it out. */
function summary(text) {
  if (place('summary').textContent !== text) place('summary').textContent = text;
}

/** Asks again and again; a failure is said once on the page and ends with the next answer. */
async function keep(refresh, every) {
  try {
    await refresh();
  } catch (failure) {
    summary(`No answer: ${failure.message}. Trying again.`);
  }
  setTimeout(() => keep(refresh, every), every);
}

keep(refreshOverview, OVERVIEW_EVERY);
keep(refreshGates, GATES_EVERY);
setInterval(refreshTimes, 30_000);
