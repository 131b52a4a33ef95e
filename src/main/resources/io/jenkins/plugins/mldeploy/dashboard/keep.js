import {refreshTimes} from './dom.js';

const GATES_EVERY = 3_000;
const RECORDS_EVERY = 10_000;

setInterval(refreshTimes, 30_000);

/** For what people answer. */
export const keepGates = refresh => keep(refresh, GATES_EVERY);

/** For what runs record. */
export const keepRecords = refresh => keep(refresh, RECORDS_EVERY);

/** Told anew only when it changed, because screen readers read it out. */
export function summary(text) {
  const place = document.getElementById('summary');
  if (place.textContent !== text) place.textContent = text;
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
