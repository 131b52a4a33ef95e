import {element} from './dom.js';

const LABELS = {rollback: 'Roll back', retry: 'Retry', promote: 'Promote'};

/**
 * What may be asked for without a new build. Folded, so that nobody asks by a slip of the finger: the sentence says what will happen, and the button in it asks.
 *
 * `offers` are those of the host; the answer is a function that builds the ones for which its filter holds. `where` tells the same offer in two places apart.
 */
export function asking(api, offers) {
  return (wanted, where = 'run') => offers.filter(wanted).map(offer => ask(api, offer, where));
}

function ask(api, offer, where) {
  const id = `${offer.verb}-${offer.deployment}-${where}`;
  const answer = element('p', {role: 'status', 'aria-live': 'polite'});
  const button = element('button', {type: 'button', id: `ask-${id}`, click: async () => {
    button.disabled = true;
    answer.textContent = 'Asking…';
    const {accepted, message, page} = await api.ask(offer).catch(failure => ({accepted: false, message: failure.message}));
    answer.replaceChildren(message, ...(page ? [' ', element('a', {href: page}, 'Show it')] : []));
    button.disabled = accepted;
  }}, `${LABELS[offer.verb] ?? offer.verb} now`);
  return element('details', {id: `offer-${id}`, class: 'offer'},
    element('summary', {}, `${LABELS[offer.verb] ?? offer.verb}…`),
    element('p', {}, `A new run of ${offer.job} will ${offer.sentence}. The rules of ${offer.environment} hold as always.`),
    button, answer);
}
