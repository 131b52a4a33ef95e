/** The page of one job: its runs, and one metric over them. */
import {show} from './dom.js';
import {Api} from './api.js';
import {keepRecords, summary} from './keep.js';
import {runs} from './runs.js';
import {trend} from './trend.js';

const api = Api.ofPage();

keepRecords(async () => {
  const rows = await api.runs();
  show(document.getElementById('runs'), rows, runs);
  trend(document.getElementById('trend'), rows);
  summary(rows.length === 1 ? 'One run' : `The newest ${rows.length} runs`);
});
